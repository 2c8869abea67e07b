import { instant } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { Timeline } from '../../ui/Timeline'
import css from './casebook.module.css'
import { briefly, lineKind } from './derive'
import type { Book } from './types'

export function timelineOf(lines: Book['timeline'], detail = false) {
  return lines.map((line, index) => ({
    id: `${line.at}-${index}`,
    on: instant(line.at).date,
    kind: lineKind(line.action),
    text: detail ? (
      <>
        {line.text}
        <span className="aux">
          {' '}
          {line.org_name} {line.who} {instant(line.at).time}
          {line.reason ? `　${line.reason}` : ''}
        </span>
      </>
    ) : (
      line.text
    ),
  }))
}

export function TimelineCard({ book, onAll }: { book: Book; onAll: () => void }) {
  const t = useT()
  return (
    <Card
      grow
      title={t('casebook.timeline')}
      extra={
        <button type="button" className={css.plain} onClick={onAll}>
          {t('casebook.all_events', { n: book.timeline.length })}
        </button>
      }
    >
      {book.timeline.length === 0 ? (
        <p className={css.quiet}>{t('casebook.not_open_to_you')}</p>
      ) : (
        <Timeline items={timelineOf(briefly(book.timeline).slice(0, 12))} />
      )}
    </Card>
  )
}
