import Button from 'antd/es/button'
import { Link } from 'react-router'
import { can } from '../../auth/session'
import { cx } from '../../lib/cx'
import { daysBetween, shortDate } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { StateTag } from '../../ui/StateTag'
import { Tag } from '../../ui/Tag'
import { useToday } from '../../ui/today'
import type { PlanTarget } from './PlanDialog'
import type { Board, Due } from './types'
import css from './visits.module.css'

interface Props {
  groups: Board['groups']
  onPlan: (target: PlanTarget) => void
}

/** What is due in groups by deadline, with a coloured edge and a word; every row ends in the verb that does it. */
export function DueGroups({ groups, onPlan }: Props) {
  const t = useT()
  return (
    <div className={css.groups}>
      {groups
        .filter((group) => group.count > 0)
        .map((group) => (
          <section key={group.code} className={cx(css.group, css[group.code])}>
            <h3>
              {t(`visits.by_${group.code}`)}
              <em>{group.count}</em>
            </h3>
            <ul>
              {group.items.map((due) => (
                <Row key={due.case_id} due={due} onPlan={onPlan} />
              ))}
              {group.count > group.items.length ? (
                <li className={css.rest}>{t('visits.more_due', { n: group.count - group.items.length })}</li>
              ) : null}
            </ul>
          </section>
        ))}
    </div>
  )
}

function Row({ due, onPlan }: { due: Due; onPlan: (target: PlanTarget) => void }) {
  const t = useT()
  const today = useToday()
  return (
    <li>
      <span className={css.when}>
        <b>{due.at_on ? shortDate(due.at_on, today) : '—'}</b>
        <i>{due.at_on ? left(t, daysBetween(today, due.at_on)) : ''}</i>
      </span>
      <span className={css.what}>
        <Link to={paths.caseVisits(due.case_id)}>{due.title}</Link>
        {t(`visits.kind_${due.kind}`)}
        {due.urgent ? <Tag tone="red">{t('visits.urgent')}</Tag> : null}
      </span>
      <span className={css.where} title={due.place_note}>
        {due.area_name}
        {due.street}
        {due.visitors.length > 0 ? <small>{due.visitors.map((one) => one.name).join('、')}</small> : null}
      </span>
      <span className={css.state}>
        {due.held_on ? <Tag tone="red">{t('visits.held')}</Tag> : <StateTag state={due.state} />}
      </span>
      <Verb due={due} onPlan={onPlan} />
    </li>
  )
}

/** The one thing to do next with it. */
export function Verb({ due, onPlan }: { due: Due; onPlan: (target: PlanTarget) => void }) {
  const t = useT()
  if (can(due, 'record'))
    return (
      <Link to={paths.visit(due.visit_id)} className={css.verb}>
        {t(`visits.go_${due.kind}`)}
      </Link>
    )
  if (can(due, 'plan') || can(due, 'replan'))
    return (
      <Button
        type="link"
        className={css.verb}
        onClick={() =>
          onPlan({
            caseId: due.case_id,
            title: due.title,
            kind: due.kind,
            month: due.month,
            dueOn: due.due_on,
            visitId: due.visit_id,
          })
        }
      >
        {t(due.visit_id ? 'visits.replan' : 'visits.plan')}
      </Button>
    )
  return due.visit_id ? (
    <Link to={paths.visit(due.visit_id)} className={css.verb}>
      {t('visits.look')}
    </Link>
  ) : (
    <span />
  )
}

function left(t: ReturnType<typeof useT>, days: number): string {
  if (days < 0) return t('visits.days_late', { n: -days })
  return days === 0 ? t('visits.days_none') : t('visits.days_left', { n: days })
}
