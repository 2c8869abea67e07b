import { useQueryClient } from '@tanstack/react-query'
import Checkbox from 'antd/es/checkbox'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Select from 'antd/es/select'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { DateInput } from '../../ui/DateInput'
import css from './funds.module.css'
import { createFund, fundKeys } from './queries'
import { type Fund, type NewFund, purposes, sources } from './types'

interface Props {
  open: boolean
  onClose: () => void
  onMade: (fund: Fund) => void
}

export function FundDialog({ open, onClose, onMade }: Props) {
  const t = useT()
  const queries = useQueryClient()
  const [form] = Form.useForm<NewFund>()
  const restricted = Form.useWatch('restricted', form)
  const action = useAction({
    send: (values: NewFund, key: string) =>
      createFund({ ...values, purposes: values.restricted ? (values.purposes ?? []) : [] }, key),
    form,
    done: t('funds.created'),
    onDone: async (fund) => {
      await queries.invalidateQueries({ queryKey: fundKeys.all })
      onClose()
      onMade(fund)
    },
  })
  const needed = [{ required: true, message: t('funds.needed') }]
  return (
    <Modal
      open={open}
      title={t('funds.create')}
      okText={t('funds.create_ok')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form form={form} layout="vertical" preserve={false} onFinish={action.run} className={css.form}>
        <Form.Item name="name" label={t('funds.name')} rules={needed}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="code" label={t('funds.code')} rules={needed}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="source" label={t('funds.source')} rules={needed}>
          <Select options={sources.map((code) => ({ value: code, label: t(`funds.source_${code}`) }))} />
        </Form.Item>
        <Form.Item name="donor" label={t('funds.donor')}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="agreement" label={t('funds.agreement')} className={css.wide}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="from_on" label={t('funds.from_on')}>
          <DateInput />
        </Form.Item>
        <Form.Item name="to_on" label={t('funds.to_on')}>
          <DateInput />
        </Form.Item>
        <Form.Item name="restricted" valuePropName="checked" className={css.wide}>
          <Checkbox>{t('funds.restricted_hint')}</Checkbox>
        </Form.Item>
        {restricted ? (
          <Form.Item name="purposes" label={t('funds.purposes')} rules={needed} className={css.wide}>
            <Select
              mode="multiple"
              options={purposes.map((code) => ({ value: code, label: t(`funds.purpose_${code}`) }))}
            />
          </Form.Item>
        ) : null}
      </Form>
    </Modal>
  )
}
