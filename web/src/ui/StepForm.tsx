import Button from 'antd/es/button'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { cx } from '../lib/cx'
import { instant } from '../lib/dates'
import { dropDraft, readDraft, saveDraft } from '../lib/drafts'
import { useT } from '../lib/i18n'
import { Card } from './Card'
import { Icon } from './Icon'
import layout from './layout.module.css'
import css from './StepForm.module.css'

export interface Step<V> {
  key: string
  title: string
  render: (values: V, change: (part: Partial<V>) => void) => ReactNode
  /** Names of what is still missing here; empty when the step is done. */
  missing: (values: V) => string[]
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
}

/** A form in steps: what is missing is always in sight, everything typed is kept on this computer until it is sent. */
export function StepForm<V extends object>({
  steps,
  initial,
  draftKey,
  submitLabel,
  pending,
  onSubmit,
}: Props<V>) {
  const t = useT()
  const draft = useDraft(draftKey, initial)
  const [at, setAt] = useState(0)
  const step = steps[at] ?? steps[0]
  const missing = steps.map((one) => one.missing(draft.values))
  const count = missing.reduce((sum, names) => sum + names.length, 0)
  const isLast = at === steps.length - 1
  if (!step) return null

  return (
    <div className={css.form}>
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
              className={cx(index === at && css.now, missing[index]?.length === 0 && css.done)}
            >
              <button
                type="button"
                aria-current={index === at ? 'step' : undefined}
                onClick={() => setAt(index)}
              >
                {index + 1} {one.title}
              </button>
            </li>
          ))}
        </ol>
        <div className={css.content}>
          <h2 className="unseen">{step.title}</h2>
          {step.render(draft.values, draft.change)}
        </div>
      </section>
      <Card title={t('ui.missing')} note={count > 0 ? t('ui.missing_count', { n: count }) : null}>
        {count === 0 ? (
          <p className={css.all}>
            <Icon name="check" />
            {t('ui.missing_none')}
          </p>
        ) : (
          <div className={css.missing}>
            {steps.map((one, index) =>
              missing[index]?.length ? (
                <div key={one.key}>
                  <h3>{one.title}</h3>
                  {missing[index].map((name) => (
                    <button type="button" key={name} onClick={() => setAt(index)}>
                      <Icon name="clock" size={14} />
                      {name}
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
        <Button disabled={at === 0} onClick={() => setAt(at - 1)}>
          {t('ui.previous')}
        </Button>
        {isLast ? (
          <Button
            type="primary"
            loading={pending}
            disabled={count > 0}
            onClick={() => onSubmit(draft.values, draft.forget)}
          >
            {count > 0 ? t('ui.missing_first', { name: missing.flat()[0] ?? '', n: count }) : submitLabel}
          </Button>
        ) : (
          <Button type="primary" onClick={() => setAt(at + 1)}>
            {t('ui.next')}
          </Button>
        )}
      </div>
    </div>
  )
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
