import { Link } from 'react-router'
import { cx } from '../../lib/cx'
import { daysBetween, instant, monthDay, weekdayName } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { Icon } from '../../ui/Icon'
import { Tag } from '../../ui/Tag'
import { useToday } from '../../ui/today'
import type { NextMeeting } from './types'
import css from './workbench.module.css'

/** How ready the next joint meeting is. */
export function MeetingCard({ meeting }: { meeting: NextMeeting }) {
  const t = useT()
  const today = useToday()
  const start = instant(meeting.starts_at)
  const days = daysBetween(today, start.date)
  return (
    <Card
      grow
      title={meeting.name}
      extra={
        <span className="sec">
          {monthDay(start.date)} {weekdayName(start.date, 'short')} {start.time}
        </span>
      }
    >
      <div className={css.meeting}>
        <div className={css.ready}>
          <Link to={paths.meeting(meeting.id)}>
            <b>{meeting.cases_ready}</b>
            <small>/{meeting.cases_total}</small>
          </Link>
          <p>
            {t('workbench.cases_ready')}
            {meeting.rule_motions > 0 ? (
              <span className="aux">{t('workbench.rule_motions', { n: meeting.rule_motions })}</span>
            ) : null}
          </p>
          <strong>
            {days > 0 ? t('workbench.days_to_go', { n: days }) : t('workbench.days_none_meeting')}
          </strong>
        </div>
        <ul className={css.checks}>
          {meeting.checks.map((check) => {
            const open = check.total - check.done
            return (
              <li key={check.code} className={cx(open > 0 ? css.open : css.done)}>
                <span>{check.label}</span>
                <em>{open > 0 ? t('workbench.lacking', { n: open }) : null}</em>
                <b>
                  {check.done}/{check.total}
                </b>
                <Icon name={open > 0 ? 'clock' : 'check'} size={14} />
              </li>
            )
          })}
        </ul>
        {meeting.missing.length > 0 ? (
          <ul className={css.missing}>
            {meeting.missing.map((one) => (
              <li key={one.case_id + one.text}>
                <Tag tone="amber">{t('workbench.not_ready')}</Tag>
                <Link to={paths.case(one.case_id)}>{one.subject}</Link>
                <span>{one.text}</span>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </Card>
  )
}
