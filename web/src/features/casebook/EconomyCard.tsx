import { useQuery } from '@tanstack/react-query'
import { useCodes } from '../../api/codes'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import css from './casebook.module.css'
import { economyOf } from './derive'
import { assessmentQuery } from './queries'
import type { Book } from './types'

/** Income less rigid expenditure, per head and month, with its conclusion; declared figures until it is assessed. */
export function EconomyCard({ book, onDetails }: { book: Book; onDetails: () => void }) {
  const t = useT()
  const codes = useCodes()
  const c = book.case
  const found = useQuery(assessmentQuery(c.assessment_id)).data?.result
  const declared = economyOf(book)
  const income = found?.income_fen ?? declared.income_fen
  const rigid = found?.rigid_fen ?? declared.rigid_fen
  const n = found?.size ?? book.members.length
  const net = found ? found.net_fen : n > 0 ? Math.round((income - rigid) / 12 / n) : 0
  return (
    <Card
      title={t('casebook.economy')}
      className={css.fixed}
      note={found ? t('casebook.in_yuan') : t('casebook.declared_yuan')}
      extra={
        c.assessment_id ? (
          <button type="button" className={css.plain} onClick={onDetails}>
            {t('casebook.calculation')}
          </button>
        ) : null
      }
    >
      <ul className={css.economy}>
        <li>
          {t('casebook.income')}
          <b>{yuan(income)}</b>
        </li>
        <li>
          {t('casebook.rigid')}
          <b>− {yuan(rigid)}</b>
        </li>
        <li>
          {t('casebook.net')}
          <span className="aux">÷ 12 ÷ {n}</span>
          <b>{yuan(net, { fen: true })}</b>
        </li>
      </ul>
      <p className={css.conclusion}>
        {found
          ? t(net < found.line_fen ? 'casebook.below_line' : 'casebook.above_line', {
              line: yuan(found.line_fen),
              class: codes.label('class', found.class),
            })
          : t('casebook.not_assessed')}
      </p>
    </Card>
  )
}
