import { useQueryClient } from '@tanstack/react-query'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Select from 'antd/es/select'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { registerRelative, visitKeys } from './queries'

interface Values {
  person_id: string
  staff_name: string
  staff_org: string
  staff_post?: string
  relation: string
}

interface Props {
  open: boolean
  caseId: string
  members: { id: string; name: string }[]
  onClose: () => void
}

/** Registers that a member is a close relative of staff. */
export function RelativeDialog({ open, caseId, members, onClose }: Props) {
  const t = useT()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const action = useAction({
    send: (values: Values, key: string) => registerRelative(caseId, values, key),
    form,
    done: t('visits.registered'),
    onDone: async () => {
      onClose()
      await queries.invalidateQueries({ queryKey: visitKeys.all })
    },
  })
  const needed = [{ required: true, message: t('visits.needed') }]
  return (
    <Modal
      open={open}
      title={t('visits.register_relative')}
      okText={t('visits.register')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className="sec">{t('visits.register_hint')}</p>
      <Form form={form} layout="vertical" preserve={false} onFinish={action.run}>
        <Form.Item name="person_id" label={t('visits.member')} rules={needed}>
          <Select options={members.map((one) => ({ value: one.id, label: one.name }))} />
        </Form.Item>
        <Form.Item name="staff_name" label={t('visits.staff_name')} rules={needed}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="staff_org" label={t('visits.staff_org')} rules={needed}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="staff_post" label={t('visits.staff_post')}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="relation" label={t('visits.relative_relation')} rules={needed}>
          <Input maxLength={30} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
