import { instant, shortDate } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { keyed } from '../../lib/keyed'
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
      {keyed(lines, (line) => `${line.at}${line.who}`).map(({ key, item: line }) => {
        const at = instant(line.at)
        return (
          <li key={key}>
            <time>
              {at.date === today ? t('casebook.today') : shortDate(at.date, today)} {at.time}
            </time>
            <span title={`${line.org_name} ${line.who}`}>
              {line.org_name} {line.who}
            </span>
            <span className="sec">
              {line.reason || t(`casebook.look_${line.action.endsWith('.reveal') ? 'reveal' : 'plain'}`)}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
