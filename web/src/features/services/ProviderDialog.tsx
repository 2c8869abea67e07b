import { useQueryClient } from '@tanstack/react-query'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Radio from 'antd/es/radio'
import Select from 'antd/es/select'
import Switch from 'antd/es/switch'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { StaffSelect } from '../../ui/RemoteSelect'
import { saveProvider, serviceKeys } from './queries'
import css from './services.module.css'
import { kinds, type Provider, type ProviderInput } from './types'

interface Props {
  open: boolean
  /** The one to correct; without it a new one is entered. */
  provider?: Provider
  onClose: () => void
}

type Values = Omit<ProviderInput, 'staff_ids'> & { staff_id?: string }

export function ProviderDialog({ open, provider, onClose }: Props) {
  const t = useT()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const action = useAction({
    send: ({ staff_id, ...values }: Values, key: string) => {
      const kept = (provider?.staff ?? []).map((one) => one.staff_id)
      const staff_ids = staff_id && !kept.includes(staff_id) ? [...kept, staff_id] : kept
      return saveProvider(
        { id: provider?.id ?? '', version: provider?.version ?? 0, body: { ...values, staff_ids } },
        key,
      )
    },
    form,
    done: t('services.saved'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: serviceKeys.all })
      onClose()
    },
  })
  const needed = [{ required: true, message: t('services.needed') }]
  return (
    <Modal
      open={open}
      title={provider ? t('services.provider_edit', { name: provider.name }) : t('services.provider_new')}
      okText={t('services.save')}
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
        initialValues={
          provider
            ? { ...provider, phone: undefined }
            : { form: 'person', kind: 'psychological', active: true }
        }
        onFinish={action.run}
      >
        <Form.Item name="form" label={t('services.form')} rules={needed}>
          <Radio.Group
            options={['person', 'organisation'].map((value) => ({
              value,
              label: t(`services.form_${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="kind" label={t('services.kind')} rules={needed}>
          <Select options={kinds.map((value) => ({ value, label: t(`services.kind_${value}`) }))} />
        </Form.Item>
        <Form.Item name="name" label={t('services.provider_name')} rules={needed}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="phone"
          label={t('services.phone')}
          extra={provider?.phone ? t('services.phone_kept', { phone: provider.phone }) : undefined}
        >
          <Input maxLength={30} inputMode="tel" autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="staff_id"
          label={t('services.staff')}
          extra={
            provider && provider.staff.length > 0
              ? t('services.staff_now', { names: provider.staff.map((one) => one.name).join('、') })
              : t('services.staff_hint')
          }
          className={css.wide}
        >
          <StaffSelect holding="service_provider" />
        </Form.Item>
        <Form.Item name="note" label={t('services.remark')} className={css.wide}>
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
        <Form.Item name="active" label={t('services.active')} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Form>
    </Modal>
  )
}
