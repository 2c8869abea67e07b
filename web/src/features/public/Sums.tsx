import type { Schemas } from '../../api/schemas'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { MoneyBar } from '../../ui/MoneyBar'
import css from './public.module.css'

/** Amounts by kind, area or period, each with its bar. */
export function Sums({ title, list }: { title: string; list: Schemas['GiftSum'][] }) {
  const t = useT()
  const most = Math.max(1, ...list.map((one) => one.amount_fen))
  return (
    <Card title={title} note={t('public.unit')} padded>
      {list.length === 0 ? <p className="sec">{t('public.too_few')}</p> : null}
      <ul className={css.sums}>
        {list.map((one) => (
          <li key={one.code}>
            <span>{one.text}</span>
            <MoneyBar
              thin
              label={one.text}
              whole={most}
              parts={[{ label: one.text, fen: one.amount_fen, color: 'var(--c-blue1)' }]}
            />
            <b className="num">{yuan(one.amount_fen, { fen: true })}</b>
          </li>
        ))}
      </ul>
    </Card>
  )
}
