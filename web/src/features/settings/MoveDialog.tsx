import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { OrgSelect } from '../../ui/RemoteSelect'
import { moveOrg } from './queries'
import type { Org } from './types'

interface Props {
  open: boolean
  org: Org
  onClose: () => void
  onDone: () => void | Promise<void>
}

interface Values {
  parent_id: string
  reason: string
}

export function MoveDialog({ open, org, onClose, onDone }: Props) {
  const t = useT()
  const [form] = Form.useForm<Values>()
  const action = useAction({
    send: (values: Values, key: string) =>
      moveOrg({ id: org.id, body: { ...values, version: org.version } }, key),
    form,
    done: t('settings.saved'),
    onDone,
  })
  return (
    <Modal
      open={open}
      title={t('settings.org_move_title', { name: org.name })}
      okText={t('settings.move')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className="sec">{t('settings.org_move_note')}</p>
      <Form form={form} layout="vertical" preserve={false} onFinish={action.run}>
        <Form.Item
          name="parent_id"
          label={t('settings.parent')}
          rules={[{ required: true, message: t('settings.needed') }]}
        >
          <OrgSelect />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t('ui.reason')}
          rules={[{ required: true, message: t('settings.needed') }]}
        >
          <Input.TextArea rows={2} maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
