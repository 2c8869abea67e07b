import { useQueryClient } from '@tanstack/react-query'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { DateInput } from '../../ui/DateInput'
import { MoneyInput } from '../../ui/MoneyInput'
import { useToday } from '../../ui/today'
import css from './funds.module.css'
import { fundKeys, type Received, receive } from './queries'
import type { Fund } from './types'

interface Props {
  fund: Fund
  open: boolean
  onClose: () => void
}

/** Money in, with the number of its evidence. */
export function ReceiveDialog({ fund, open, onClose }: Props) {
  const t = useT()
  const today = useToday()
  const queries = useQueryClient()
  const [form] = Form.useForm<Received>()
  const action = useAction({
    send: (values: Received, key: string) => receive(fund.id, { ...values, memo: values.memo ?? '' }, key),
    form,
    done: t('funds.received_done'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: fundKeys.all })
      onClose()
    },
  })
  const needed = [{ required: true, message: t('funds.needed') }]
  return (
    <Modal
      open={open}
      title={t('funds.receive_title', { name: fund.name })}
      okText={t('funds.receive')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ received_on: today }}
        onFinish={action.run}
        className={css.form}
      >
        <Form.Item name="amount_fen" label={t('funds.amount')} rules={needed}>
          <MoneyInput />
        </Form.Item>
        <Form.Item name="received_on" label={t('funds.received_on')} rules={needed}>
          <DateInput max={today} />
        </Form.Item>
        <Form.Item name="payer_name" label={t('funds.payer_name')} rules={needed}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="evidence_no" label={t('funds.evidence_no')} rules={needed}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="memo" label={t('funds.memo')} className={css.wide}>
          <Input maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
