import { useState } from 'react'
import { Link } from 'react-router'
import { cx } from '../../lib/cx'
import { type DueGroup, daysBetween, dueGroup, shortDate } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { pathOf } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { EmptyState } from '../../ui/EmptyState'
import { StateTag } from '../../ui/StateTag'
import { useToday } from '../../ui/today'
import type { Task } from './types'
import css from './workbench.module.css'

type Choice = 'all' | Task['group']
const choices: Choice[] = ['all', 'visit', 'meeting', 'other']
const order: DueGroup[] = ['overdue', 'today', 'week', 'next_week', 'later']

/** My tasks in groups by deadline, with a coloured edge and a word; every row ends in the verb that does it. */
export function TaskCard({ tasks }: { tasks: Task[] }) {
  const t = useT()
  const today = useToday()
  const [choice, setChoice] = useState<Choice>('all')
  const of = (one: Choice) => (one === 'all' ? tasks : tasks.filter((task) => task.group === one))
  const shown = of(choice).toSorted((a, b) => a.due_on.localeCompare(b.due_on))
  const groups = order
    .map((group) => ({ group, tasks: shown.filter((task) => dueGroup(task.due_on, today) === group) }))
    .filter((one) => one.tasks.length > 0)

  return (
    <Card
      grow
      title={t('workbench.tasks')}
      note={t('workbench.tasks_note', { n: tasks.length })}
      className={css.taskCard}
      extra={
        <fieldset className={css.choice} aria-label={t('workbench.filter')}>
          {choices.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === choice}
              className={cx(one === choice && css.chosen)}
              onClick={() => setChoice(one)}
            >
              {t(`workbench.group_${one}`)} {of(one).length}
            </button>
          ))}
        </fieldset>
      }
    >
      {groups.length === 0 ? (
        <EmptyState icon="check" title={t('workbench.no_tasks')} hint={t('workbench.no_tasks_hint')} />
      ) : (
        <div className={css.tasks} style={{ maxHeight: `${shown.length * 3.7}em` }}>
          {groups.map((one) => (
            <section
              key={one.group}
              className={cx(css.group, css[one.group])}
              style={{ flexGrow: one.tasks.length }}
            >
              <h3>
                {t(`workbench.by_${one.group}`)}
                <em>{one.tasks.length}</em>
              </h3>
              <ul>
                {one.tasks.map((task) => (
                  <Row key={task.id} task={task} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </Card>
  )
}

function Row({ task }: { task: Task }) {
  const t = useT()
  const today = useToday()
  const days = daysBetween(today, task.due_on)
  const left =
    days < 0
      ? t('workbench.days_late', { n: -days })
      : days === 0
        ? t('workbench.days_none')
        : t('workbench.days_left', { n: days })
  return (
    <li>
      <span className={css.due}>
        <b>{shortDate(task.due_on, today)}</b>
        <i>{left}</i>
      </span>
      <span className={css.what}>
        <b>{task.title}</b>
        {task.subject}
      </span>
      <span className={css.why} title={task.note}>
        {task.note}
      </span>
      <span className={css.state}>{task.state ? <StateTag state={task.state} /> : null}</span>
      <Link to={pathOf(task.target)} aria-label={`${task.verb} ${task.title} ${task.subject}`}>
        {task.verb}
      </Link>
    </li>
  )
}
