import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import css from './casebook.module.css'
import type { CaseFile } from './types'

/** Income less rigid expenditure, per head and month, with its conclusion. */
export function EconomyCard({ economy }: { economy: NonNullable<CaseFile['economy']> }) {
  const t = useT()
  return (
    <Card title={t('casebook.economy')} note={t('casebook.unit_yuan')} className={css.fixed}>
      <ul className={css.economy}>
        <li>
          {t('casebook.income', { n: economy.months })}
          <b>{yuan(economy.income_fen)}</b>
        </li>
        <li>
          {t('casebook.rigid')}
          <b>− {yuan(economy.rigid_fen)}</b>
        </li>
        <li>
          {t('casebook.net')}
          <span className="aux">
            ÷ {economy.months} ÷ {economy.members}
          </span>
          <b>{yuan(economy.net_fen)}</b>
        </li>
      </ul>
      <p className={css.conclusion}>{economy.conclusion}</p>
    </Card>
  )
}
