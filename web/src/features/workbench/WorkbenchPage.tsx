import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useNavigate } from 'react-router'
import { can } from '../../auth/session'
import { dueGroup } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { useToday } from '../../ui/today'
import { GlanceBand } from './GlanceBand'
import { MeetingCard } from './MeetingCard'
import { workbenchQuery } from './queries'
import { TaskCard } from './TaskCard'
import type { Workbench } from './types'
import { WaitingCard } from './WaitingCard'
import css from './workbench.module.css'

export default function WorkbenchPage() {
  const t = useT()
  const bench = useQuery(workbenchQuery)
  const title = t('workbench.title')
  if (bench.isPending)
    return (
      <Page title={title} fit>
        <Card grow>
          <Loading lines={8} />
        </Card>
      </Page>
    )
  if (bench.isError && !bench.data)
    return (
      <Page title={title} fit>
        <Card grow>
          <ErrorState error={bench.error} onRetry={() => void bench.refetch()} />
        </Card>
      </Page>
    )
  return <Ready bench={bench.data} />
}

function Ready({ bench }: { bench: Workbench }) {
  const t = useT()
  const today = useToday()
  const navigate = useNavigate()
  const groups = bench.tasks.items.map((task) => dueGroup(task.due_on, today))
  const count = (group: string) => groups.filter((one) => one === group).length
  const late = count('overdue')
  const now = count('today')
  const note =
    now + late === 0
      ? t('workbench.nothing_due')
      : [
          now > 0 ? t('workbench.due_today', { n: now }) : '',
          late > 0 ? t(now > 0 ? 'workbench.also_late' : 'workbench.late', { n: late }) : '',
        ]
          .filter(Boolean)
          .join(t('workbench.comma'))

  return (
    <Page
      title={t('workbench.title')}
      note={note}
      fit
      actions={
        <>
          {can(bench, 'intake.clue') ? (
            <Button onClick={() => void navigate(paths.clueNew)}>{t('workbench.clue')}</Button>
          ) : null}
          {can(bench, 'intake.create') ? (
            <Button type="primary" icon={<Icon name="plus" />} onClick={() => void navigate(paths.intakeNew)}>
              {t('workbench.new_intake')}
            </Button>
          ) : null}
        </>
      }
    >
      {bench.glance ? <GlanceBand glance={bench.glance} /> : null}
      <div className={css.columns}>
        <TaskCard tasks={bench.tasks.items} />
        <div className={css.side}>
          <WaitingCard items={bench.waiting.items} total={bench.waiting.total} />
          {bench.meeting ? <MeetingCard meeting={bench.meeting} /> : null}
        </div>
      </div>
    </Page>
  )
}
