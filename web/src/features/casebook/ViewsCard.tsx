import { instant, shortDate } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { useToday } from '../../ui/today'
import css from './casebook.module.css'
import type { Book } from './types'

/** Who looked: reading personal data is part of the record. */
export function ViewsCard({ book, onAll }: { book: Book; onAll: () => void }) {
  const t = useT()
  return (
    <Card
      grow
      className={css.last}
      title={t('casebook.views')}
      extra={
        book.looked.length > 0 ? (
          <button type="button" className={css.plain} onClick={onAll}>
            {t('casebook.views_all', { n: book.looked.length })}
          </button>
        ) : null
      }
    >
      <ViewList lines={book.looked.slice(0, 4)} />
    </Card>
  )
}

export function ViewList({ lines }: { lines: Book['looked'] }) {
  const t = useT()
  const today = useToday()
  if (lines.length === 0) return <p className={css.quiet}>{t('casebook.views_none')}</p>
  return (
    <ul className={css.views}>
      {lines.map((line, index) => {
        const at = instant(line.at)
        return (
          <li key={`${line.at}-${index}`}>
            <time>
              {at.date === today ? t('casebook.today') : shortDate(at.date, today)} {at.time}
            </time>
            <span title={`${line.org_name} ${line.who}`}>
              {line.who} <span className="aux">{line.org_name}</span>
            </span>
            <span className="sec">{line.reason || line.text}</span>
          </li>
        )
      })}
    </ul>
  )
}
