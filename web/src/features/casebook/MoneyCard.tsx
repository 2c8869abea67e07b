import { useCodes } from '../../api/codes'
import { useT } from '../../lib/i18n'
import { keyed } from '../../lib/keyed'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { MoneyBar } from '../../ui/MoneyBar'
import { Tag } from '../../ui/Tag'
import css from './casebook.module.css'
import { costOf, nameOf, type Payer } from './derive'
import type { Book } from './types'

export const colors: Record<Payer, string> = {
  statutory1: 'var(--c-blue1)',
  statutory2: 'var(--c-blue2)',
  statutory3: 'var(--c-blue3)',
  union: 'var(--c-red1)',
  platform: 'var(--c-red2)',
  donor: 'var(--c-gold)',
  family: 'var(--c-rest)',
}

/** Who bore the cost so far; what earlier schemes gave; what is proposed. */
export function MoneyCard({ book }: { book: Book }) {
  const t = useT()
  const codes = useCodes()
  const cost = costOf(book)
  const priors = book.details.priors ?? []
  const proposals = book.opinions.at(-1)?.proposals ?? []
  return (
    <Card
      title={t('casebook.money')}
      note={t('casebook.in_yuan')}
      className={css.fixed}
      padded
      extra={
        cost ? (
          <>
            <span className="sec">{t('casebook.cost_total')}</span>
            <b className={css.big}>{yuan(cost.total_fen)}</b>
          </>
        ) : undefined
      }
    >
      {cost ? (
        <MoneyBar
          label={t('casebook.cost_total')}
          legend
          parts={cost.parts.map((part) => ({
            label: t(`casebook.pay_${part.code}`),
            fen: part.amount_fen,
            color: colors[part.payer],
          }))}
        />
      ) : (
        <p className="sec">{t('casebook.no_bills')}</p>
      )}
      <div className={css.capHead}>
        <b>{t('casebook.priors')}</b>
        <span className="aux">
          {book.case.prior_on
            ? priors.length === 0
              ? t('casebook.priors_none', { date: book.case.prior_on })
              : t('casebook.priors_sum', {
                  n: priors.length,
                  amount: yuan(priors.reduce((s, p) => s + p.amount_fen, 0)),
                })
            : t('casebook.priors_unknown')}
        </span>
      </div>
      {priors.length > 0 ? (
        <ul className={css.lines}>
          {priors.map((one) => (
            <li key={one.id}>
              <span>
                {codes.label('department', one.department)} {one.project}
              </span>
              <span className="aux">
                {one.period} {nameOf(book.members, one.person_id)}
              </span>
              {one.counts ? <Tag tone="amber">{t('casebook.prior_counts')}</Tag> : null}
              <b>{yuan(one.amount_fen)}</b>
            </li>
          ))}
        </ul>
      ) : null}
      {proposals.length > 0 ? (
        <>
          <div className={css.capHead}>
            <b>{t('casebook.proposed')}</b>
            <span className="aux">{t('casebook.proposed_note')}</span>
            <b className={css.right1}>{yuan(book.case.proposed_fen)}</b>
          </div>
          <ul className={css.lines}>
            {keyed(proposals, (one) => one.need + (one.person_id ?? '')).map(({ key, item: one }) => (
              <li key={key}>
                <span>{t('casebook.proposal', { need: codes.label('need', one.need) })}</span>
                <span className="aux">
                  {[
                    one.person_id ? nameOf(book.members, one.person_id) : t('casebook.whole_household'),
                    one.basis,
                  ]
                    .filter(Boolean)
                    .join('，')}
                </span>
                <b>{yuan(one.amount_fen)}</b>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Card>
  )
}
