import { useCodes } from '../../api/codes'
import { useT } from '../../lib/i18n'
import { keyed } from '../../lib/keyed'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { Dot, MoneyBar } from '../../ui/MoneyBar'
import { Tag } from '../../ui/Tag'
import css from './casebook.module.css'
import { capsShown, costOf, nameOf, type Payer } from './derive'
import type { Book, CapUse, CaseFile } from './types'

const colors: Record<Payer, string> = {
  statutory1: 'var(--c-blue1)',
  statutory2: 'var(--c-blue2)',
  statutory3: 'var(--c-blue3)',
  union: 'var(--c-red1)',
  platform: 'var(--c-red2)',
  donor: 'var(--c-gold)',
  family: 'var(--c-rest)',
}

/** A funder is a department or a scheme. */
const funderColor = (code: string) =>
  code === 'union'
    ? colors.union
    : code === 'charity' || code === 'enterprise'
      ? colors.donor
      : colors.platform

/** Who bore the cost so far, all funders against the rule's cap, what earlier schemes gave, what is proposed. */
export function MoneyCard({ file }: { file: CaseFile }) {
  const t = useT()
  const { book, plan } = file
  const cost = costOf(book, plan)
  const caps = capsShown(plan?.caps ?? [])
  const given = (plan?.awards.length ?? 0) > 0
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
      ) : null}
      {caps.length > 0 ? <Caps caps={caps} book={book} divided={cost !== null} /> : null}
      {given ? null : <Priors book={book} />}
      {given ? null : <Proposed book={book} />}
      {!cost && caps.length === 0 ? <p className="sec">{t('casebook.no_bills')}</p> : null}
    </Card>
  )
}

function Caps({ caps, book, divided }: { caps: CapUse[]; book: Book; divided: boolean }) {
  const t = useT()
  const codes = useCodes()
  const funders = [...new Set(caps.flatMap((cap) => cap.funders.map((one) => one.funder)))]
  const many = (cap: CapUse) => caps.filter((one) => one.purpose === cap.purpose).length > 1
  return (
    <>
      <div className={divided ? css.capHead : css.capFirst}>
        <b>{t('casebook.caps', { year: caps[0]?.year ?? '' })}</b>
        <span className="aux">{t('casebook.caps_note')}</span>
        <span className={css.capKey}>
          {funders.map((code) => (
            <span key={code}>
              <Dot color={funderColor(code)} />
              {codes.label('department', code)}
            </span>
          ))}
        </span>
      </div>
      <ul className={css.caps}>
        {caps.map((cap) => {
          const left = cap.cap_fen - cap.used_fen
          return (
            <li key={cap.purpose + cap.person_id}>
              <span className={css.capName}>
                <b>{codes.label('need', cap.purpose)}</b>
                {many(cap) ? nameOf(book.members, cap.person_id) : t(`casebook.per_${cap.unit}`)}
              </span>
              <MoneyBar
                thin
                label={codes.label('need', cap.purpose)}
                whole={cap.limited ? cap.cap_fen : cap.used_fen}
                parts={cap.funders.map((one) => ({
                  label: codes.label('department', one.funder),
                  fen: one.amount_fen,
                  color: funderColor(one.funder),
                }))}
              />
              <span className="num">
                <b>{yuan(cap.used_fen)}</b> / {cap.limited ? yuan(cap.cap_fen) : t('casebook.no_cap')}
              </span>
              {!cap.limited ? (
                <Tag tone="grey">{t('casebook.no_cap')}</Tag>
              ) : left <= 0 ? (
                <Tag tone="amber">{t('casebook.cap_reached')}</Tag>
              ) : (
                <Tag tone="grey">{t('casebook.cap_left', { amount: yuan(left) })}</Tag>
              )}
            </li>
          )
        })}
      </ul>
    </>
  )
}

/** What every other scheme gave. */
function Priors({ book }: { book: Book }) {
  const t = useT()
  const codes = useCodes()
  const priors = book.details.priors ?? []
  const sum = priors.reduce((total, one) => total + one.amount_fen, 0)
  return (
    <>
      <div className={css.capHead}>
        <b>{t('casebook.priors')}</b>
        <span className="aux">
          {!book.case.prior_on
            ? t('casebook.priors_unknown')
            : priors.length === 0
              ? t('casebook.priors_none', { date: book.case.prior_on })
              : t('casebook.priors_sum', { n: priors.length, amount: yuan(sum) })}
        </span>
      </div>
      <ul className={css.lines}>
        {priors.slice(0, 4).map((one) => (
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
    </>
  )
}

function Proposed({ book }: { book: Book }) {
  const t = useT()
  const codes = useCodes()
  const proposals = book.opinions.at(-1)?.proposals ?? []
  if (proposals.length === 0) return null
  return (
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
  )
}
