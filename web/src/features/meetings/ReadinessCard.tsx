import { cx } from '../../lib/cx'
import { daysBetween } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { Icon } from '../../ui/Icon'
import css from './meetings.module.css'
import type { View } from './types'

/** How many cases could be agreed to, and what is missing at which gate. */
export function ReadinessCard({ view }: { view: View }) {
  const t = useT()
  const { readiness } = view
  const days = daysBetween(view.today, view.meeting.held_on)
  return (
    <Card
      title={t('meetings.readiness')}
      extra={<b>{days > 0 ? t('meetings.days_to_go', { n: days }) : t('meetings.days_none')}</b>}
    >
      <div className={css.ready}>
        <p className={css.score}>
          <b>{readiness.ready}</b>
          <small>/{readiness.cases}</small>
          <span>{t('meetings.cases_ready')}</span>
          <span className="aux">
            {readiness.rules > 0 ? t('meetings.rules_too', { n: readiness.rules }) : ''}{' '}
            {readiness.urgents > 0 ? t('meetings.urgents_too', { n: readiness.urgents }) : ''}
          </span>
        </p>
        <ul className={css.gates}>
          {readiness.gates.map((gate) => {
            const open = gate.total - gate.done
            return (
              <li key={gate.code} className={cx(open > 0 ? css.open : css.done)}>
                <span>{t(`meetings.gate_${gate.code}`)}</span>
                <em>{open > 0 ? t('meetings.lacking', { n: open }) : null}</em>
                <b>
                  {gate.done}/{gate.total}
                </b>
                <Icon name={open > 0 ? 'clock' : 'check'} size={14} />
              </li>
            )
          })}
        </ul>
      </div>
    </Card>
  )
}
