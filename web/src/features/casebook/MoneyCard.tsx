import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { Dot, MoneyBar } from '../../ui/MoneyBar'
import { Tag } from '../../ui/Tag'
import css from './casebook.module.css'
import type { CapUse, CaseFile, MoneyPart, Payer } from './types'

const colors: Record<Payer, string> = {
  statutory1: 'var(--c-blue1)',
  statutory2: 'var(--c-blue2)',
  statutory3: 'var(--c-blue3)',
  union: 'var(--c-red1)',
  platform: 'var(--c-red2)',
  donor: 'var(--c-gold)',
  family: 'var(--c-rest)',
}

const bar = (part: MoneyPart) => ({ label: part.label, fen: part.amount_fen, color: colors[part.payer] })

/** Everything that was paid, by whom; and what all funders together gave against the rule's cap. */
export function MoneyCard({ cost, caps }: { cost: CaseFile['cost']; caps: CaseFile['caps'] }) {
  const t = useT()
  const payers = [
    ...new Map(caps?.items.flatMap((cap) => cap.parts).map((part) => [part.payer, part.label])).entries(),
  ]
  return (
    <Card
      title={t('casebook.money')}
      note={t('casebook.unit_yuan')}
      className={css.fixed}
      padded
      extra={
        cost ? (
          <>
            <span className="sec">{cost.label}</span>
            <b className={css.big}>{yuan(cost.total_fen)}</b>
          </>
        ) : undefined
      }
    >
      {cost ? <MoneyBar parts={cost.parts.map(bar)} legend label={cost.label} /> : null}
      {caps ? (
        <>
          <div className={css.capHead}>
            <b>{t('casebook.caps', { year: caps.year })}</b>
            <span className="aux">{t('casebook.caps_note')}</span>
            <span className={css.capKey}>
              {payers.map(([payer, label]) => (
                <span key={payer}>
                  <Dot color={colors[payer]} />
                  {label}
                </span>
              ))}
            </span>
          </div>
          <ul className={css.caps}>
            {caps.items.map((cap) => (
              <Cap key={cap.code} cap={cap} />
            ))}
          </ul>
        </>
      ) : null}
    </Card>
  )
}

function Cap({ cap }: { cap: CapUse }) {
  const t = useT()
  const left = cap.cap_fen - cap.used_fen
  return (
    <li>
      <span className={css.capName}>
        <b>{cap.label}</b>
        {cap.per}
      </span>
      <MoneyBar thin parts={cap.parts.map(bar)} whole={cap.cap_fen} label={cap.label} />
      <span className="num">
        <b>{yuan(cap.used_fen)}</b> / {yuan(cap.cap_fen)}
      </span>
      {left <= 0 ? (
        <Tag tone="amber">{t('casebook.cap_reached')}</Tag>
      ) : (
        <Tag tone="grey">{t('casebook.cap_left', { amount: yuan(left) })}</Tag>
      )}
    </li>
  )
}
