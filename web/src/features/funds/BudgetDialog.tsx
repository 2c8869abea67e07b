import { useQueryClient } from '@tanstack/react-query'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Select from 'antd/es/select'
import { useAction } from '../../api/useAction'
import { halfYear } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { MoneyInput } from '../../ui/MoneyInput'
import { useToday } from '../../ui/today'
import css from './funds.module.css'
import { fundKeys, setBudget } from './queries'
import type { Fund } from './types'

interface Values {
  half: string
  amount_fen: number
  reason: string
}

interface Props {
  fund: Fund
  open: boolean
  onClose: () => void
}

/** The budget of a half-year; orders due in it cannot pass it. */
export function BudgetDialog({ fund, open, onClose }: Props) {
  const t = useT()
  const year = Number(useToday().slice(0, 4))
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const action = useAction({
    send: (values: Values, key: string) => {
      const known = fund.budgets.find((budget) => budget.half === values.half)
      return setBudget(fund.id, { ...values, version: known?.version ?? 0 }, key)
    },
    form,
    done: t('funds.saved'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: fundKeys.all })
      onClose()
    },
  })
  const needed = [{ required: true, message: t('funds.needed') }]
  const halves = [`${year}-H1`, `${year}-H2`, `${year + 1}-H1`, `${year + 1}-H2`]
  return (
    <Modal
      open={open}
      title={t('funds.budget_title', { name: fund.name })}
      okText={t('funds.save')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form form={form} layout="vertical" preserve={false} onFinish={action.run} className={css.form}>
        <Form.Item name="half" label={t('funds.half')} rules={needed}>
          <Select
            options={halves.map((half) => ({ value: half, label: halfYear(half) }))}
            onChange={(half: string) => {
              const known = fund.budgets.find((budget) => budget.half === half)
              form.setFieldValue('amount_fen', known?.amount_fen)
            }}
          />
        </Form.Item>
        <Form.Item name="amount_fen" label={t('funds.budget')} rules={needed}>
          <MoneyInput />
        </Form.Item>
        <Form.Item name="reason" label={t('funds.reason')} rules={needed} className={css.wide}>
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
