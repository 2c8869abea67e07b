import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { can } from '../../auth/session'
import { weekdayName } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { AgendaCard } from './AgendaCard'
import { AttendanceCard } from './AttendanceCard'
import { MinutesCard } from './MinutesCard'
import css from './meetings.module.css'
import { PrepareDialog } from './PrepareDialog'
import { meetingQuery, move } from './queries'
import { ReadinessCard } from './ReadinessCard'
import type { Step, View } from './types'
import { useMeetingAction } from './useMeetingAction'
import { MeetingTag } from './words'

/** One meeting: how ready it is, who is there, what is on its agenda, and its minutes. */
export default function MeetingPage() {
  const t = useT()
  const { id = '' } = useParams()
  const view = useQuery(meetingQuery(id))
  if (!view.data)
    return (
      <Page title={t('meetings.title')} back={paths.meetings} fit>
        <Card grow>
          {view.isPending ? (
            <Loading lines={8} />
          ) : (
            <ErrorState error={view.error} onRetry={() => void view.refetch()} />
          )}
        </Card>
      </Page>
    )
  return <Shown view={view.data} />
}

function Shown({ view }: { view: View }) {
  const t = useT()
  const { meeting } = view
  const preparing = meeting.state === 'preparing'
  return (
    <Page
      title={meeting.title}
      back={paths.meetings}
      note={
        <>
          <MeetingTag state={meeting.state} t={t} /> <DateText date={meeting.held_on} style="sentence" />{' '}
          {weekdayName(meeting.held_on, 'short')} {meeting.held_at} · {meeting.place}
        </>
      }
      actions={<Actions view={view} />}
      fit
    >
      <div className={css.meeting}>
        <div className={css.side}>
          {preparing ? <ReadinessCard view={view} /> : <MinutesCard view={view} />}
          <AttendanceCard view={view} />
        </div>
        <AgendaCard view={view} />
      </div>
    </Page>
  )
}

function Actions({ view }: { view: View }) {
  const t = useT()
  const navigate = useNavigate()
  const [changing, setChanging] = useState(false)
  const [modal, holder] = Modal.useModal()
  const { meeting } = view
  const step = useMeetingAction({ send: move })
  const ask = (next: Step) =>
    modal.confirm({
      title: t(`meetings.${next}_title`),
      content: t(`meetings.${next}_text`, { n: view.motions.length }),
      okText: t(`meetings.${next}`),
      okButtonProps: { danger: next === 'cancel' },
      onOk: () => step.run({ id: meeting.id, step: next }),
    })
  const steps = (['cancel', 'open', 'close', 'minute'] as const).filter((next) => can(meeting, next))
  const main = meeting.state === 'in_session'
  const due = view.today >= meeting.held_on
  return (
    <>
      {holder}
      {can(meeting, 'change') ? (
        <Button onClick={() => setChanging(true)}>{t('meetings.change')}</Button>
      ) : null}
      {view.seats.some((seat) => seat.mine) ? (
        <Button icon={<Icon name="pen" />} onClick={() => void navigate(paths.meetingSeat(meeting.id))}>
          {t('meetings.my_seat')}
        </Button>
      ) : null}
      {steps.map((next) => (
        <Button
          key={next}
          type={next === 'minute' || (next === 'open' && due) ? 'primary' : 'default'}
          loading={step.pending}
          onClick={() => ask(next)}
        >
          {t(`meetings.${next}`)}
        </Button>
      ))}
      {view.motions.length > 0 && meeting.state !== 'cancelled' ? (
        <Button
          type={main ? 'primary' : 'default'}
          icon={<Icon name="eye" />}
          onClick={() => void navigate(paths.meetingScreen(meeting.id))}
        >
          {t('meetings.screen')}
        </Button>
      ) : null}
      <PrepareDialog open={changing} meeting={meeting} onClose={() => setChanging(false)} onDone={() => {}} />
    </>
  )
}
