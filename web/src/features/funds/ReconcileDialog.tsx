import { useQueryClient } from '@tanstack/react-query'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import InputNumber from 'antd/es/input-number'
import Modal from 'antd/es/modal'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { MoneyInput } from '../../ui/MoneyInput'
import css from './funds.module.css'
import { fundKeys, reconcile, type Statement } from './queries'
import type { Batch } from './types'

interface Props {
  batch: Batch
  open: boolean
  onClose: () => void
}

/** Count and sum as the bank's statement has them; typed, not filled in, so that somebody looks. */
export function ReconcileDialog({ batch, open, onClose }: Props) {
  const t = useT()
  const queries = useQueryClient()
  const [form] = Form.useForm<Statement>()
  const action = useAction({
    send: (values: Statement, key: string) => reconcile(batch.id, batch.version, values, key),
    form,
    done: t('funds.reconciled_done'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: fundKeys.all })
      onClose()
    },
  })
  const needed = [{ required: true, message: t('funds.needed') }]
  return (
    <Modal
      open={open}
      title={t('funds.reconcile_title', { no: batch.no })}
      okText={t('funds.reconcile')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className={css.hint}>
        {t('funds.reconcile_hint', { n: batch.paid_lines, yuan: yuan(batch.paid_fen, { fen: true }) })}
      </p>
      <Form form={form} layout="vertical" preserve={false} onFinish={action.run} className={css.form}>
        <Form.Item name="no" label={t('funds.statement_no')} rules={needed} className={css.wide}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="lines" label={t('funds.statement_lines')} rules={needed}>
          <InputNumber min={0} precision={0} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="sum_fen" label={t('funds.statement_sum')} rules={needed}>
          <MoneyInput />
        </Form.Item>
      </Form>
    </Modal>
  )
}
