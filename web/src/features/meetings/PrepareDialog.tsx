import { useQueryClient } from '@tanstack/react-query'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Segmented from 'antd/es/segmented'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { DateInput } from '../../ui/DateInput'
import { OrgSelect, StaffSelect } from '../../ui/RemoteSelect'
import { useToday } from '../../ui/today'
import css from './meetings.module.css'
import { change, meetingKeys, prepare } from './queries'
import type { Meeting, MeetingInput } from './types'

interface Values {
  kind: 'regular' | 'extraordinary'
  held_on: string
  held_at: string
  place: string
  chair_staff_id: string
  guest?: string
}

interface Props {
  open: boolean
  /** The one to change; without it a new one is called. */
  meeting?: Meeting
  onClose: () => void
  onDone: (meeting: Meeting) => void
}

const periodOf = (day: string) => `${day.slice(0, 4)}H${Number(day.slice(5, 7)) > 6 ? 2 : 1}`

export function PrepareDialog({ open, meeting, onClose, onDone }: Props) {
  const t = useT()
  const today = useToday()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const action = useAction({
    send: ({ guest, kind, ...facts }: Values, key: string) => {
      const guests = guest ? { guest_org_ids: [guest] } : {}
      return meeting
        ? change({ id: meeting.id, body: { ...facts, ...guests, version: meeting.version } }, key)
        : prepare({ ...facts, ...guests, kind, period: periodOf(facts.held_on) } as MeetingInput, key)
    },
    form,
    onDone: async (saved) => {
      await queries.invalidateQueries({ queryKey: meetingKeys.all })
      onClose()
      onDone(saved)
    },
  })
  const needed = [{ required: true, message: t('meetings.needed') }]
  return (
    <Modal
      open={open}
      title={t(meeting ? 'meetings.change' : 'meetings.call')}
      okText={t(meeting ? 'meetings.save' : 'meetings.call_ok')}
      confirmLoading={action.pending}
      onOk={() => form.submit()}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form<Values>
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={
          meeting
            ? {
                kind: meeting.kind,
                held_on: meeting.held_on,
                held_at: meeting.held_at,
                place: meeting.place,
                chair_staff_id: meeting.chair_staff_id,
              }
            : { kind: 'regular', held_at: '14:00' }
        }
        onFinish={action.run}
      >
        {meeting ? (
          <Form.Item name="kind" hidden>
            <Input />
          </Form.Item>
        ) : (
          <Form.Item name="kind" label={t('meetings.kind')} extra={t('meetings.kind_hint')}>
            <Segmented
              options={(['regular', 'extraordinary'] as const).map((value) => ({
                value,
                label: t(`meetings.kind_${value}`),
              }))}
            />
          </Form.Item>
        )}
        <div className={css.two}>
          <Form.Item name="held_on" label={t('meetings.day')} rules={needed}>
            <DateInput min={today} />
          </Form.Item>
          <Form.Item name="held_at" label={t('meetings.time')} rules={needed}>
            <Input type="time" />
          </Form.Item>
        </div>
        <Form.Item name="place" label={t('meetings.place')} rules={needed}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item
          name="chair_staff_id"
          label={t('meetings.chair')}
          rules={needed}
          extra={t('meetings.chair_hint')}
        >
          <StaffSelect holding="meeting_chair" chosen={meeting?.chair_name} />
        </Form.Item>
        <Form.Item name="guest" label={t('meetings.guest')} extra={t('meetings.guest_hint')}>
          <OrgSelect />
        </Form.Item>
      </Form>
    </Modal>
  )
}
