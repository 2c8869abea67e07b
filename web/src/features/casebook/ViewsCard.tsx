import { instant, shortDate } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { useToday } from '../../ui/today'
import css from './casebook.module.css'
import type { CaseFile } from './types'

/** Who looked: reading personal data is part of the record. */
export function ViewsCard({ views }: { views: CaseFile['views'] }) {
  const t = useT()
  const today = useToday()
  return (
    <Card
      grow
      className={css.last}
      title={t('casebook.views')}
      extra={<span className="sec">{t('casebook.views_note', { days: views.days, n: views.total })}</span>}
    >
      <ul className={css.views}>
        {views.items.map((view) => {
          const at = instant(view.at)
          return (
            <li key={view.at + view.who}>
              <time>
                {at.date === today ? t('casebook.today') : shortDate(at.date, today)} {at.time}
              </time>
              <span>{view.who}</span>
              <span className="sec">{view.purpose}</span>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
