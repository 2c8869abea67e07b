import { useQueryClient } from '@tanstack/react-query'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Select from 'antd/es/select'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { DateInput } from '../../ui/DateInput'
import { OrgSelect, StaffSelect } from '../../ui/RemoteSelect'
import { useToday } from '../../ui/today'
import { grantRole, settingsKeys } from './queries'
import css from './settings.module.css'
import type { Staff } from './types'
import { useRoleOptions } from './useRoleOptions'

interface Values {
  staff_id: string
  role: string
  org_id: string
  from_on: string
  to_on?: string
  reason: string
}

interface Props {
  open: boolean
  /** Without it the dialog asks for whom. */
  staff?: Staff
  onClose: () => void
}

export function GrantDialog({ open, staff, onClose }: Props) {
  const t = useT()
  const today = useToday()
  const queries = useQueryClient()
  const roles = useRoleOptions()
  const [form] = Form.useForm<Values>()
  const from = Form.useWatch('from_on', form)
  const action = useAction({
    send: (values: Values, key: string) =>
      grantRole({ ...values, to_on: values.to_on ?? '', staff_id: staff ? staff.id : values.staff_id }, key),
    form,
    done: t('settings.saved'),
    onDone: async () => {
      onClose()
      await queries.invalidateQueries({ queryKey: settingsKeys.all })
    },
  })
  const needed = [{ required: true, message: t('settings.needed') }]
  return (
    <Modal
      open={open}
      title={staff ? t('settings.grant_to', { name: staff.name }) : t('settings.grant')}
      okText={t('settings.grant')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ from_on: today, org_id: staff?.org_id }}
        onFinish={action.run}
        className={css.form}
      >
        {staff ? null : (
          <Form.Item name="staff_id" label={t('settings.person')} rules={needed} className={css.wide}>
            <StaffSelect />
          </Form.Item>
        )}
        <Form.Item name="role" label={t('settings.role')} rules={needed} className={css.wide}>
          <Select options={roles} showSearch={{ optionFilterProp: 'label' }} />
        </Form.Item>
        <Form.Item
          name="org_id"
          label={t('settings.grant_org')}
          extra={t('settings.grant_org_hint')}
          rules={needed}
          className={css.wide}
        >
          <OrgSelect chosen={staff?.org_name} />
        </Form.Item>
        <Form.Item name="from_on" label={t('settings.from')} rules={needed}>
          <DateInput />
        </Form.Item>
        <Form.Item name="to_on" label={t('settings.to')} extra={t('settings.to_hint')}>
          <DateInput min={from} />
        </Form.Item>
        <Form.Item name="reason" label={t('ui.reason')} rules={needed} className={css.wide}>
          <Input.TextArea rows={2} maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
