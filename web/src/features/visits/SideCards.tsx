import { Link } from 'react-router'
import { can } from '../../auth/session'
import { daysBetween, shortDate } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { useToday } from '../../ui/today'
import { Verb } from './DueGroups'
import type { PlanTarget } from './PlanDialog'
import type { Due, Visit } from './types'
import css from './visits.module.css'

/** Revisits that are done and wait for somebody who did not go to decide. */
export function Undecided({ visits }: { visits: Visit[] }) {
  const t = useT()
  const today = useToday()
  return (
    <Card title={t('visits.undecided')} note={t('visits.households', { n: visits.length })}>
      {visits.length === 0 ? <p className={css.quiet}>{t('visits.undecided_none')}</p> : null}
      <ul className={css.short}>
        {visits.map((visit) => (
          <li key={visit.id}>
            <span>
              <b>{visit.title}</b>
              <small>
                {t('visits.advised', {
                  date: shortDate(visit.done_on, today),
                  advice: t(`visits.advice_${visit.advice}`),
                })}
              </small>
            </span>
            <Link to={paths.visit(visit.id)} className={css.verb}>
              {t(can(visit, 'decide') ? 'visits.decide' : 'visits.look')}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** The households whose aid has ended, at months 1, 3 and 6. */
export function FollowUps({ items, onPlan }: { items: Due[]; onPlan: (target: PlanTarget) => void }) {
  const t = useT()
  const today = useToday()
  return (
    <Card grow title={t('visits.follow_ups')} note={t('visits.times', { n: items.length })}>
      {items.length === 0 ? <p className={css.quiet}>{t('visits.follow_ups_none')}</p> : null}
      <ul className={css.short}>
        {items.map((due) => (
          <li key={due.case_id + due.month}>
            <span>
              <b>{due.title}</b>
              <small>
                {due.group === 'overdue' ? (
                  <em>{t('visits.days_late', { n: daysBetween(due.due_on, today) })}</em>
                ) : null}
                {t('visits.follow_up_line', {
                  n: due.month,
                  date: shortDate(due.due_on, today),
                  file: due.file_no,
                })}
              </small>
            </span>
            <Verb due={due} onPlan={onPlan} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
