import { useQueryClient } from '@tanstack/react-query'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useAction } from '../../api/useAction'
import { daysBetween } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { DateInput } from '../../ui/DateInput'
import { useToday } from '../../ui/today'
import { completeSession, moveSession, serviceKeys } from './queries'
import { ResultFields } from './ResultFields'
import css from './services.module.css'
import type { ShownSession } from './types'

interface Props {
  session: ShownSession
  open: boolean
  onClose: () => void
}

type Completed = Omit<Parameters<typeof completeSession>[0]['body'], 'version'>
type Moved = Omit<Parameters<typeof moveSession>[0]['body'], 'version'>

/** The appointment was kept: what came of it. */
export function CompleteDialog({ session, open, onClose }: Props) {
  const t = useT()
  const today = useToday()
  const queries = useQueryClient()
  const [form] = Form.useForm<Completed>()
  const action = useAction({
    send: (values: Completed, key: string) =>
      completeSession({ id: session.id, body: { ...values, version: session.version } }, key),
    form,
    done: t('services.recorded'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: serviceKeys.all })
      onClose()
    },
  })
  return (
    <Modal
      open={open}
      title={t('services.complete_title', { name: session.person_name })}
      okText={t('services.do_complete')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      width={600}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        className={css.form}
        initialValues={{
          on_date: daysBetween(session.on_date, today) > 0 ? session.on_date : today,
          minutes: session.minutes || 60,
          place: session.place,
        }}
        onFinish={action.run}
      >
        <Form.Item name="on_date" label={t('services.on')}>
          <DateInput max={today} />
        </Form.Item>
        <Form.Item name="place" label={t('services.place')}>
          <Input maxLength={200} />
        </Form.Item>
        <ResultFields />
      </Form>
    </Modal>
  )
}

/** Another day or time for an appointment. */
export function MoveDialog({ session, open, onClose }: Props) {
  const t = useT()
  const today = useToday()
  const queries = useQueryClient()
  const [form] = Form.useForm<Moved>()
  const action = useAction({
    send: (values: Moved, key: string) =>
      moveSession({ id: session.id, body: { ...values, version: session.version } }, key),
    form,
    done: t('services.saved'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: serviceKeys.all })
      onClose()
    },
  })
  return (
    <Modal
      open={open}
      title={t('services.move_title')}
      okText={t('services.do_move')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        className={css.form}
        initialValues={{
          on_date: daysBetween(session.on_date, today) > 0 ? today : session.on_date,
          starts: session.starts,
          place: session.place,
        }}
        onFinish={action.run}
      >
        <Form.Item
          name="on_date"
          label={t('services.on')}
          rules={[{ required: true, message: t('services.needed') }]}
        >
          <DateInput min={today} />
        </Form.Item>
        <Form.Item
          name="starts"
          label={t('services.starts')}
          rules={[{ pattern: /^([01]\d|2[0-3]):[0-5]\d$/, message: t('services.starts_form') }]}
        >
          <Input placeholder="09:30" maxLength={5} inputMode="numeric" />
        </Form.Item>
        <Form.Item name="place" label={t('services.place')} className={css.wide}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="reason" label={t('services.reason')} className={css.wide}>
          <Input maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
