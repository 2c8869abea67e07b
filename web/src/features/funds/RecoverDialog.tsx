import { useQueryClient } from '@tanstack/react-query'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { MoneyInput } from '../../ui/MoneyInput'
import css from './funds.module.css'
import { fundKeys, recover } from './queries'
import type { Recovery } from './types'

interface Entered {
  amount_fen: number
  evidence_no: string
}

/** Money of a payment that came back to its fund, with the number of its evidence. */
export function RecoverDialog({ recovery, onClose }: { recovery: Recovery; onClose: () => void }) {
  const t = useT()
  const queries = useQueryClient()
  const [form] = Form.useForm<Entered>()
  const action = useAction({
    send: (values: Entered, key: string) =>
      recover(recovery.id, { ...values, version: recovery.version }, key),
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
      open
      title={t('funds.recover_title', {
        who: recovery.payee_name,
        yuan: yuan(recovery.open_fen, { fen: true }),
      })}
      okText={t('funds.recover')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ amount_fen: recovery.open_fen }}
        onFinish={action.run}
        className={css.form}
      >
        <Form.Item name="amount_fen" label={t('funds.amount')} rules={needed}>
          <MoneyInput />
        </Form.Item>
        <Form.Item name="evidence_no" label={t('funds.evidence_no')} rules={needed}>
          <Input maxLength={60} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
