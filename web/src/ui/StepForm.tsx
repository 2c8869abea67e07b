import Button from 'antd/es/button'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { cx } from '../lib/cx'
import { instant } from '../lib/dates'
import { dropDraft, readDraft, saveDraft } from '../lib/drafts'
import { useT } from '../lib/i18n'
import { Card } from './Card'
import { Icon } from './Icon'
import layout from './layout.module.css'
import css from './StepForm.module.css'

/** Something that is missing or wrong; `field` is the id of its input. */
export interface Gap {
  name: string
  field?: string
}

/** Where to go: the step, and the id of the input in it. */
export interface Place {
  step: string
  field?: string
}

export interface Step<V> {
  key: string
  title: string
  render: (values: V, change: (part: Partial<V>) => void, go: (place: Place) => void) => ReactNode
  /** What is still missing here; empty when the step is done. */
  missing: (values: V) => Gap[]
}

interface Props<V> {
  steps: Step<V>[]
  initial: V
  /** Where the unfinished form rests on this computer: "<user id>.<form>.<object id>". */
  draftKey: string
  submitLabel: string
  pending?: boolean
  /** Call `finished` when the server has accepted; it forgets the draft. */
  onSubmit: (values: V, finished: () => void) => void
  /** More buttons beside "next", e.g. to keep the form on the server. */
  extra?: (values: V, finished: () => void) => ReactNode
  /** What the server found wrong; stands above what is missing. */
  problems?: (Gap & Place)[]
}

/** A form in steps: what is missing is always in sight, everything typed is kept on this computer until it is sent. */
export function StepForm<V extends object>(props: Props<V>) {
  const { steps, initial, draftKey, submitLabel, pending, onSubmit, extra, problems = [] } = props
  const t = useT()
  const draft = useDraft(draftKey, initial)
  const [at, setAt] = useState(0)
  const content = useRef<HTMLDivElement>(null)
  const wanted = useRef<string | undefined>(undefined)
  const step = steps[at] ?? steps[0]
  const missing = steps.map((one) => one.missing(draft.values))
  const count = missing.reduce((sum, gaps) => sum + gaps.length, 0)
  const isLast = at === steps.length - 1

  const go = ({ step: key, field }: Place) => {
    wanted.current = field ?? ''
    const index = steps.findIndex((one) => one.key === key)
    if (index === at) focusIn(content.current, field)
    else if (index >= 0) setAt(index)
  }
  const turn = (index: number) => {
    wanted.current = ''
    setAt(Math.min(Math.max(index, 0), steps.length - 1))
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new step is what moves the cursor
  useEffect(() => {
    if (wanted.current === undefined) return
    const timer = setTimeout(() => focusIn(content.current, wanted.current), 30)
    return () => clearTimeout(timer)
  }, [at])
  const firstProblem = problems[0]
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new finding moves the cursor
  useEffect(() => {
    if (firstProblem) go(firstProblem)
  }, [firstProblem])

  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    if (!isLast) turn(at + 1)
    else if (count === 0 && !pending) onSubmit(draft.values, draft.forget)
  }
  if (!step) return null

  return (
    <form className={css.form} noValidate onSubmit={(event) => event.preventDefault()} onKeyDown={onKey}>
      <section className={cx(layout.card)}>
        {draft.restored ? (
          <div className={css.restored} role="status">
            {t('ui.draft_restored')}
            <Button size="small" onClick={draft.reset}>
              {t('ui.draft_reset')}
            </Button>
          </div>
        ) : null}
        <ol className={css.steps}>
          {steps.map((one, index) => (
            <li
              key={one.key}
              className={cx(
                index === at && css.now,
                (index === steps.length - 1 ? count : missing[index]?.length) === 0 && css.done,
              )}
            >
              <button
                type="button"
                aria-current={index === at ? 'step' : undefined}
                onClick={() => turn(index)}
              >
                {index + 1} {one.title}
              </button>
            </li>
          ))}
        </ol>
        <div className={css.content} ref={content}>
          <h2 className={css.title}>{step.title}</h2>
          {step.render(draft.values, draft.change, go)}
        </div>
      </section>
      <Card title={t('ui.missing')} note={count > 0 ? t('ui.missing_count', { n: count }) : null}>
        {problems.length > 0 ? (
          <div className={cx(css.missing, css.problems)} role="alert">
            <h3>{t('ui.problems')}</h3>
            {problems.map((one) => (
              <button type="button" key={one.step + (one.field ?? '') + one.name} onClick={() => go(one)}>
                <Icon name="warn" size={14} />
                {one.name}
              </button>
            ))}
          </div>
        ) : null}
        {count === 0 ? (
          problems.length > 0 ? null : (
            <p className={css.all}>
              <Icon name="check" />
              {t('ui.missing_none')}
            </p>
          )
        ) : (
          <div className={css.missing}>
            {steps.map((one, index) =>
              missing[index]?.length ? (
                <div key={one.key}>
                  <h3>{one.title}</h3>
                  {missing[index].map((gap) => (
                    <button
                      type="button"
                      key={(gap.field ?? '') + gap.name}
                      onClick={() => go({ step: one.key, ...(gap.field ? { field: gap.field } : {}) })}
                    >
                      <Icon name="clock" size={14} />
                      {gap.name}
                    </button>
                  ))}
                </div>
              ) : null,
            )}
          </div>
        )}
      </Card>
      <div className={css.foot}>
        <span className={css.saved} aria-live="polite">
          {draft.savedAt ? (
            <>
              <Icon name="check" size={14} />
              {t('ui.draft_saved', { time: instant(draft.savedAt).time })}
            </>
          ) : null}
        </span>
        {extra?.(draft.values, draft.forget)}
        <Button disabled={at === 0} onClick={() => turn(at - 1)}>
          {t('ui.previous')}
        </Button>
        {isLast ? (
          <Button
            type="primary"
            loading={pending}
            disabled={count > 0}
            onClick={() => onSubmit(draft.values, draft.forget)}
          >
            {count > 0
              ? t('ui.missing_first', { name: missing.flat()[0]?.name ?? '', n: count })
              : submitLabel}
          </Button>
        ) : (
          <Button type="primary" onClick={() => turn(at + 1)} title="Ctrl + Enter">
            {t('ui.next_named', { name: steps[at + 1]?.title ?? '' })}
          </Button>
        )}
      </div>
    </form>
  )
}

/** Puts the cursor into the named input, or the first one of the step. */
function focusIn(area: HTMLElement | null, field: string | undefined) {
  const named = field ? area?.querySelector<HTMLElement>(`[id="${CSS.escape(field)}"]`) : null
  const first = area?.querySelector<HTMLElement>('input:not([type=hidden]):not([disabled]), textarea, button')
  const target = named?.matches('input, textarea, button, [tabindex]')
    ? named
    : (named?.querySelector<HTMLElement>('input, textarea, button') ?? named ?? first)
  target?.scrollIntoView({ block: 'center' })
  target?.focus({ preventScroll: true })
}

function useDraft<V extends object>(key: string, initial: V) {
  const found = useRef(readDraft<V>(key, Date.now()))
  const [values, setValues] = useState<V>(found.current?.values ?? initial)
  const [restored, setRestored] = useState(found.current !== undefined)
  const [savedAt, setSavedAt] = useState(found.current?.at ?? 0)
  const dirty = useRef(false)

  useEffect(() => {
    if (!dirty.current) return
    const timer = setTimeout(() => {
      if (!dirty.current) return
      const now = Date.now()
      saveDraft(key, values, now)
      setSavedAt(now)
    }, 400)
    return () => clearTimeout(timer)
  }, [key, values])

  return {
    values,
    restored,
    savedAt,
    change: (part: Partial<V>) => {
      dirty.current = true
      setValues((old) => ({ ...old, ...part }))
    },
    reset: () => {
      dirty.current = false
      dropDraft(key)
      setValues(initial)
      setRestored(false)
      setSavedAt(0)
    },
    forget: () => {
      dirty.current = false
      dropDraft(key)
    },
  }
}
