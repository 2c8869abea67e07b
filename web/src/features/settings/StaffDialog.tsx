import { useQueryClient } from '@tanstack/react-query'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { OrgSelect } from '../../ui/RemoteSelect'
import { createStaff, editStaff, settingsKeys } from './queries'
import css from './settings.module.css'
import type { Once, Staff } from './types'

interface Values {
  name: string
  org_id: string
  title?: string
  phone?: string
  login?: string
}

interface Props {
  open: boolean
  /** The one to correct; without it a new one is entered. */
  staff?: Staff
  onClose: () => void
  onMade?: (made: Once) => void
}

export function StaffDialog({ open, staff, onClose, onMade }: Props) {
  const t = useT()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const org = Form.useWatch('org_id', form)
  const action = useAction({
    send: async (values: Values, key: string): Promise<Once | undefined> => {
      const body = {
        name: values.name,
        org_id: values.org_id,
        title: values.title ?? '',
        phone: values.phone ?? '',
      }
      if (!staff) return createStaff({ ...body, login: values.login ?? '' }, key)
      await editStaff({ id: staff.id, body: { ...body, version: staff.version } }, key)
      return undefined
    },
    form,
    done: t('settings.saved'),
    onDone: async (made) => {
      await queries.invalidateQueries({ queryKey: settingsKeys.all })
      onClose()
      if (made) onMade?.(made)
    },
  })
  const needed = [{ required: true, message: t('settings.needed') }]
  return (
    <Modal
      open={open}
      title={staff ? t('settings.staff_edit_title', { name: staff.name }) : t('settings.staff_create')}
      okText={t('settings.save')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={staff}
        onFinish={action.run}
        className={css.form}
      >
        <Form.Item name="name" label={t('settings.person')} rules={needed}>
          <Input maxLength={50} autoComplete="off" />
        </Form.Item>
        <Form.Item name="title" label={t('settings.job')}>
          <Input maxLength={50} />
        </Form.Item>
        <Form.Item
          name="org_id"
          label={t('settings.org')}
          rules={needed}
          className={css.wide}
          extra={staff && org !== staff.org_id ? t('settings.staff_moves') : undefined}
        >
          <OrgSelect chosen={staff?.org_name} />
        </Form.Item>
        <Form.Item name="phone" label={t('settings.phone')}>
          <Input maxLength={40} inputMode="tel" autoComplete="off" />
        </Form.Item>
        {staff ? null : (
          <Form.Item name="login" label={t('settings.login')} extra={t('settings.login_hint')}>
            <Input maxLength={40} autoCapitalize="off" spellCheck={false} autoComplete="off" />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}
