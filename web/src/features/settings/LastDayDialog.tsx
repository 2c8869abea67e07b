import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useT } from '../../lib/i18n'
import { DateInput } from '../../ui/DateInput'
import { useToday } from '../../ui/today'

interface Values {
  to_on: string
  reason: string
}

interface Props {
  open: boolean
  title: string
  note?: string
  confirm: string
  min?: string
  max?: string
  pending: boolean
  onConfirm: (values: Values) => void
  onClose: () => void
}

/** Asks for the last day and the reason before something ends. */
export function LastDayDialog({ open, title, note, confirm, min, max, pending, onConfirm, onClose }: Props) {
  const t = useT()
  const today = useToday()
  const [form] = Form.useForm<Values>()
  const needed = [{ required: true, message: t('settings.needed') }]
  return (
    <Modal
      open={open}
      title={title}
      okText={confirm}
      okButtonProps={{ danger: true, loading: pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      {note ? <p className="sec">{note}</p> : null}
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ to_on: today }}
        onFinish={onConfirm}
      >
        <Form.Item name="to_on" label={t('settings.last_day')} rules={needed}>
          <DateInput min={min} max={max} />
        </Form.Item>
        <Form.Item name="reason" label={t('ui.reason')} rules={needed}>
          <Input.TextArea rows={2} maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
