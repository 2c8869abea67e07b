import { Link } from 'react-router'
import { daysBetween } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { pathOf } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { EmptyState } from '../../ui/EmptyState'
import { useToday } from '../../ui/today'
import type { Waiting } from './types'
import css from './workbench.module.css'

/** What others wait for from me. */
export function WaitingCard({ items, total }: { items: Waiting[]; total: number }) {
  const t = useT()
  const today = useToday()
  return (
    <Card title={t('workbench.waiting')} note={t('workbench.items', { n: total })} className={css.waitCard}>
      {items.length === 0 ? (
        <EmptyState icon="check" title={t('workbench.nobody_waits')} />
      ) : (
        <ul className={css.waiting}>
          {items.map((item) => {
            const days = daysBetween(item.since_on, today)
            return (
              <li key={item.id}>
                <div>
                  <b>{item.from}</b>
                  <p title={item.text}>{item.text}</p>
                </div>
                <span className="aux">
                  {days > 0 ? t('workbench.waited', { n: days }) : t('workbench.came_today')}
                </span>
                <Link to={pathOf(item.target)} className={css.small} aria-label={`${item.verb} ${item.from}`}>
                  {item.verb}
                </Link>
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}
