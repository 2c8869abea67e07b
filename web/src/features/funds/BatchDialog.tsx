import { useQuery, useQueryClient } from '@tanstack/react-query'
import Checkbox from 'antd/es/checkbox'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Select from 'antd/es/select'
import { useNotify } from '../../api/notify'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { DateInput } from '../../ui/DateInput'
import { useToday } from '../../ui/today'
import css from './funds.module.css'
import { configQuery, createBatch, fundKeys, poolQuery } from './queries'
import { type Made, purposes } from './types'

interface Values {
  title?: string
  pay_on: string
  payer: string
  template?: string
  fund_id?: string
  purpose?: string
  urgent?: boolean
}

interface Props {
  open: boolean
  onClose: () => void
  onMade: (made: Made) => void
}

/** A new batch of all waiting orders that can be paid by the planned day. */
export function BatchDialog({ open, onClose, onMade }: Props) {
  const t = useT()
  const today = useToday()
  const notify = useNotify()
  const queries = useQueryClient()
  const config = useQuery({ ...configQuery, enabled: open }).data
  const funds = useQuery({ ...poolQuery, enabled: open }).data?.funds
  const [form] = Form.useForm<Values>()
  const action = useAction({
    send: ({ fund_id, purpose, urgent, ...values }: Values, key: string) =>
      createBatch(
        {
          ...values,
          title: values.title ?? '',
          template: values.template ?? '',
          pick: { fund_id: fund_id ?? '', purpose: purpose ?? '', urgent: urgent ?? false },
        },
        key,
      ),
    form,
    onDone: async (made) => {
      await queries.invalidateQueries({ queryKey: fundKeys.all })
      notify.done(t('funds.batch_made', { no: made.no, n: made.lines, skipped: made.skipped.length }))
      onClose()
      onMade(made)
    },
  })
  return (
    <Modal
      open={open}
      title={t('funds.batch_create')}
      okText={t('funds.batch_create_ok')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className={css.hint}>{t('funds.batch_create_hint')}</p>
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ pay_on: today, payer: 'main' }}
        onFinish={action.run}
        className={css.form}
      >
        <Form.Item name="title" label={t('funds.batch_title')} className={css.wide}>
          <Input maxLength={80} placeholder={t('funds.batch_title_hint')} />
        </Form.Item>
        <Form.Item name="pay_on" label={t('funds.pay_on')}>
          <DateInput min={today} />
        </Form.Item>
        <Form.Item name="payer" label={t('funds.payer')}>
          <Select options={(config?.payers ?? []).map((one) => ({ value: one.code, label: one.name }))} />
        </Form.Item>
        <Form.Item name="fund_id" label={t('funds.only_fund')}>
          <Select allowClear options={(funds ?? []).map((one) => ({ value: one.id, label: one.name }))} />
        </Form.Item>
        <Form.Item name="purpose" label={t('funds.only_purpose')}>
          <Select
            allowClear
            options={purposes.map((code) => ({ value: code, label: t(`funds.purpose_${code}`) }))}
          />
        </Form.Item>
        <Form.Item name="template" label={t('funds.template')}>
          <Select
            allowClear
            placeholder={t('funds.template_payer')}
            options={(config?.templates ?? []).map((one) => ({ value: one.code, label: one.name }))}
          />
        </Form.Item>
        <Form.Item name="urgent" valuePropName="checked" label=" ">
          <Checkbox>{t('funds.only_urgent')}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  )
}
