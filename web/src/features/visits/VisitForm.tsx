import { useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { useAction } from '../../api/useAction'
import { cx } from '../../lib/cx'
import { instant } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Icon } from '../../ui/Icon'
import css from './form.module.css'
import { type Lack, lacks, type StepCode, stepsOf } from './missing'
import { visitKeys } from './queries'
import { StepArrive } from './StepArrive'
import { StepChanges } from './StepChanges'
import { StepEnd } from './StepEnd'
import { StepHome } from './StepHome'
import { StepMoney } from './StepMoney'
import { StepSign } from './StepSign'
import type { StepProps } from './steps'
import type { VisitForm as FormLists, VisitDetail } from './types'
import { useRecord } from './useRecord'

const MINUTE = 60_000

/** The visit form: one step a screen, what is missing on the main button, nothing lost. */
export function VisitForm({ detail, form }: { detail: VisitDetail; form: FormLists }) {
  const t = useT()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const kept = useRecord(detail)
  // a phone may be wrong, or the server may rehearse another day
  const [ahead] = useState(() => Date.now() - detail.now_at)
  const now = () => (Math.abs(ahead) > MINUTE ? Date.now() - ahead : Date.now())
  const steps = stepsOf(detail.visit.kind)
  const [at, setAt] = useState(0)
  const body = useRef<HTMLDivElement>(null)
  const step = steps[at] ?? 'end'
  const lacking = lacks(detail, kept.record)
  const here = lacking.filter((one) => one.step === step)
  const isLast = at === steps.length - 1
  const go = (next: number) => {
    setAt(Math.max(0, Math.min(steps.length - 1, next)))
    body.current?.scrollTo({ top: 0 })
  }
  const finish = useAction({
    send: (_: null, key: string) => kept.submit({ finished_at: now() }, key),
    done: t('visits.completed'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: visitKeys.all })
      void navigate(paths.visit(detail.visit.id), { replace: true })
    },
  })
  const props: StepProps = { detail, form, record: kept.record, change: kept.change, now }

  return (
    <div className={css.screen}>
      <header className={css.top}>
        <button type="button" aria-label={t('ui.back')} onClick={() => void navigate(paths.visits)}>
          <Icon name="left" size={22} />
        </button>
        <h1>{t(`visits.kind_${detail.visit.kind}`)}</h1>
        <span>{detail.visit.title}</span>
      </header>
      <SaveNote kept={kept} />
      <div className={css.head}>
        <p>
          <b>{t('visits.step', { n: at + 1 })}</b>
          <b>{t(`visits.step_${step}`)}</b>
          <span>{t('visits.steps', { n: steps.length })}</span>
        </p>
        <div className={css.bars}>
          {steps.map((one, index) => (
            <button
              key={one}
              type="button"
              aria-label={t(`visits.step_${one}`)}
              aria-current={index === at ? 'step' : undefined}
              className={cx(index === at ? css.now : !lacking.some((l) => l.step === one) && css.full)}
              onClick={() => go(index)}
            >
              <i />
            </button>
          ))}
        </div>
        <p className={css.where}>
          <Icon name="clock" />
          {kept.record.started_at ? stamp(kept.record.started_at) : t('visits.not_started')}
          <i>{kept.record.place || detail.address}</i>
        </p>
      </div>
      <div className={css.body} ref={body}>
        {step === 'arrive' ? <StepArrive {...props} /> : null}
        {step === 'home' ? <StepHome {...props} /> : null}
        {step === 'money' ? <StepMoney {...props} /> : null}
        {step === 'changes' ? <StepChanges {...props} /> : null}
        {step === 'sign' ? <StepSign {...props} /> : null}
        {step === 'end' ? (
          <StepEnd {...props} lacking={lacking} onStep={(one) => go(steps.indexOf(one))} />
        ) : null}
      </div>
      <footer className={css.foot}>
        <Button disabled={at === 0} onClick={() => go(at - 1)}>
          {t('ui.previous')}
        </Button>
        {isLast ? (
          <Button
            type="primary"
            className={lacking.length > 0 ? css.lacking : undefined}
            loading={finish.pending}
            onClick={() =>
              lacking.length > 0 ? go(steps.indexOf((lacking[0] as Lack).step)) : finish.run(null)
            }
          >
            {lacking.length > 0 ? lackText(t, lacking) : t('visits.complete')}
          </Button>
        ) : (
          <Button
            type="primary"
            className={here.length > 0 ? css.lacking : undefined}
            onClick={() => go(at + 1)}
          >
            {here.length > 0 ? lackText(t, here) : t('ui.next')}
          </Button>
        )}
      </footer>
    </div>
  )
}

function lackText(t: ReturnType<typeof useT>, list: Lack[]): string {
  const first = list[0] as { step: StepCode; code: string; name?: string }
  const text = t(`visits.lack_${first.code}`, { name: first.name ?? '' })
  return list.length > 1 ? t('visits.lack_more', { text, n: list.length }) : text
}

function stamp(at: number): string {
  const { date, time } = instant(at)
  return `${date.slice(5)} ${time}`
}

/** Where the last word is kept, and what to do when somebody else has written. */
function SaveNote({ kept }: { kept: ReturnType<typeof useRecord> }) {
  const t = useT()
  if (kept.save === 'failed' && kept.refusal)
    return (
      <div className={cx(css.note, css.refused)} role="alert">
        <Icon name="warn" size={22} />
        <span>
          <b>{t('visits.not_uploaded')}</b>
          {kept.refusal.fields[0]?.detail ?? kept.refusal.detail}
        </span>
        {kept.refusal.code === 'stale' ? (
          <Button size="small" onClick={() => void kept.takeTheirs()}>
            {t('visits.take_theirs')}
          </Button>
        ) : null}
      </div>
    )
  if (kept.save === 'here')
    return (
      <div className={cx(css.note, css.offline)} role="status">
        <Icon name="plug" size={22} />
        <span>
          <b>{t('visits.no_network')}</b>
          {t('visits.no_network_hint')}
        </span>
      </div>
    )
  return (
    <p className="unseen" aria-live="polite">
      {t(kept.save === 'sent' ? 'visits.uploaded' : 'visits.saving')}
    </p>
  )
}
