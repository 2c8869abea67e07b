import { useQueryClient } from '@tanstack/react-query'
import Checkbox from 'antd/es/checkbox'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Select from 'antd/es/select'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { createOrg, editOrg, settingsKeys } from './queries'
import css from './settings.module.css'
import { departments, kinds, type Org } from './types'

interface Values {
  kind: string
  code: string
  name: string
  short_name?: string
  department?: string
  standing?: boolean
  area_code?: string
  credit_code?: string
  phone?: string
  address?: string
}

interface Props {
  open: boolean
  /** The one to correct; without it a new one is made below `parent`. */
  org?: Org
  parent?: Org
  onClose: () => void
  onDone: (id: string) => void | Promise<void>
}

export function OrgDialog({ open, org, parent, onClose, onDone }: Props) {
  const t = useT()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const action = useAction({
    send: (values: Values, key: string) =>
      org
        ? editOrg({ id: org.id, body: { ...facts(values), version: org.version } }, key)
        : createOrg(
            { ...facts(values), kind: values.kind, code: values.code, parent_id: parent?.id ?? '' },
            key,
          ),
    form,
    done: t('settings.saved'),
    onDone: async (saved) => {
      await queries.invalidateQueries({ queryKey: settingsKeys.orgs })
      onClose()
      await onDone(saved.id)
    },
  })
  const needed = [{ required: true, message: t('settings.needed') }]
  return (
    <Modal
      open={open}
      title={
        org
          ? t('settings.org_edit_title', { name: org.name })
          : t('settings.org_create_title', { name: parent?.name ?? '' })
      }
      okText={t('settings.save')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
      width={640}
    >
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={org ?? { kind: 'office' }}
        onFinish={action.run}
        className={css.form}
      >
        {org ? null : (
          <>
            <Form.Item name="kind" label={t('settings.kind')} rules={needed}>
              <Select options={kinds.map((value) => ({ value, label: t(`settings.kind_${value}`) }))} />
            </Form.Item>
            <Form.Item name="code" label={t('settings.code')} extra={t('settings.code_hint')} rules={needed}>
              <Input maxLength={40} autoCapitalize="off" spellCheck={false} />
            </Form.Item>
          </>
        )}
        <Form.Item name="name" label={t('settings.name')} rules={needed} className={css.wide}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="short_name" label={t('settings.short_name')}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="department" label={t('settings.department')}>
          <Select
            allowClear
            options={departments.map((value) => ({ value, label: t(`settings.department_${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="area_code" label={t('settings.area')} extra={t('settings.area_hint')}>
          <Input maxLength={12} inputMode="numeric" />
        </Form.Item>
        <Form.Item name="credit_code" label={t('settings.credit_code')}>
          <Input maxLength={18} />
        </Form.Item>
        <Form.Item name="phone" label={t('settings.phone')}>
          <Input maxLength={40} inputMode="tel" />
        </Form.Item>
        <Form.Item name="address" label={t('settings.address')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="standing" valuePropName="checked" className={css.wide}>
          <Checkbox>{t('settings.standing_hint')}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  )
}

function facts(values: Values) {
  return {
    name: values.name,
    short_name: values.short_name ?? '',
    department: values.department ?? '',
    standing: values.standing ?? false,
    area_code: values.area_code ?? '',
    credit_code: values.credit_code ?? '',
    phone: values.phone ?? '',
    address: values.address ?? '',
  }
}
