import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { DateText } from '../../ui/DateText'
import { Icon } from '../../ui/Icon'
import css from './funds.module.css'
import type { Batch } from './types'

// How far each state has come: made, reviewed, released, answered, reconciled, confirmed.
const reached: Record<string, number> = {
  draft: 0,
  locked: 1,
  reviewed: 2,
  released: 3,
  returned: 4,
  reconciled: 5,
  closed: 6,
  cancelled: 0,
}

/** Three people and the bank: who has done what, and what comes next. */
export function BatchSteps({ batch }: { batch: Batch }) {
  const t = useT()
  const at = reached[batch.state] ?? 0
  const open = batch.lines - batch.paid_lines - batch.failed_lines
  const steps: { code: string; acts: string[]; note: string }[] = [
    {
      code: 'make',
      acts: ['lock'],
      note: t('funds.batch_of', { n: batch.lines, yuan: yuan(batch.sum_fen, { fen: true }) }),
    },
    {
      code: 'review',
      acts: ['sign', 'review'],
      note: batch.reviewers > 1 ? t('funds.reviewers_n', { done: batch.reviewed, n: batch.reviewers }) : '',
    },
    { code: 'release', acts: ['release'], note: '' },
    {
      code: 'return',
      acts: ['take_return'],
      note: at >= 4 ? t('funds.answered', { paid: batch.paid_lines, failed: batch.failed_lines, open }) : '',
    },
    {
      code: 'reconcile',
      acts: ['reconcile'],
      note: batch.statement_no ? t('funds.statement', { no: batch.statement_no }) : '',
    },
    {
      code: 'sample',
      acts: [],
      note: batch.sample_state ? t(`funds.sample_${batch.sample_state}`, { n: batch.sample_size }) : '',
    },
  ]
  return (
    <ol className={css.steps}>
      {steps.map((step, index) => {
        const signs = batch.signs.filter((sign) => sign.round === batch.round && step.acts.includes(sign.act))
        const last = signs.at(-1)
        const done = index < at || (step.code === 'sample' && batch.sample_state === 'done')
        return (
          <li
            key={step.code}
            className={cx(done && css.done, index === at && !done && batch.state !== 'cancelled' && css.next)}
            aria-current={index === at ? 'step' : undefined}
          >
            <i aria-hidden>{done ? <Icon name="check" size={14} /> : index + 1}</i>
            <div>
              <b>{t(`funds.step_${step.code}`)}</b>
              <span>
                {[...new Set(signs.map((sign) => sign.name))].join(t('ui.and'))}{' '}
                {last ? <DateText at={last.at} /> : null}
              </span>
              {step.note ? <span className="aux">{step.note}</span> : null}
            </div>
          </li>
        )
      })}
      {batch.hash ? (
        <li className={css.hash} title={batch.hash}>
          {batch.payer_no ? (
            <span>
              {t('funds.payer_locked_with')} <code>{batch.payer_no}</code>
            </span>
          ) : null}
          <span>
            {t('funds.hash')} <code>{batch.hash.slice(0, 12)}</code>
          </span>
        </li>
      ) : null}
    </ol>
  )
}
