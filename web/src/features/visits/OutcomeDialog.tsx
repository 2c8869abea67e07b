import { useQueryClient } from '@tanstack/react-query'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Radio from 'antd/es/radio'
import Select from 'antd/es/select'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { MoneyInput } from '../../ui/MoneyInput'
import { decideVisit } from './queries'
import type { VisitDetail, VisitForm } from './types'

type Outcome = 'increase' | 'keep' | 'reduce' | 'end'

interface Values {
  outcome: Outcome
  reason: string
  raise_fen?: number
  reason_code?: string
  notice?: { place: string; unit: string; phone: string }
}

interface Props {
  open: boolean
  detail: VisitDetail
  form: VisitForm
  onClose: () => void
}

/** What comes of a revisit: more, the same, less or the end with its notice. */
export function OutcomeDialog({ open, detail, form: lists, onClose }: Props) {
  const t = useT()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const outcome = Form.useWatch('outcome', form)
  const { visit } = detail
  const action = useAction({
    send: (values: Values, key: string) => decideVisit(visit.id, { ...values, version: visit.version }, key),
    form,
    done: t('visits.decided'),
    onDone: async () => {
      onClose()
      await queries.invalidateQueries()
    },
  })
  const needed = [{ required: true, message: t('visits.needed') }]
  return (
    <Modal
      open={open}
      title={t('visits.decide_title', { name: visit.title })}
      okText={t('visits.decide')}
      okButtonProps={{ loading: action.pending, danger: outcome === 'end' }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className="sec">
        {t('visits.decide_hint', {
          who: visit.visitors.map((one) => one.name).join('、'),
          advice: t(`visits.advice_${visit.advice}`),
        })}
      </p>
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ outcome: visit.advice }}
        onFinish={action.run}
      >
        <Form.Item name="outcome" label={t('visits.outcome')} rules={needed}>
          <Radio.Group
            options={(lists.advices.revisit ?? []).map((value) => ({
              value,
              label: t(`visits.advice_${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="reason" label={t('visits.outcome_reason')} rules={needed}>
          <Input.TextArea rows={3} maxLength={1000} />
        </Form.Item>
        {outcome === 'increase' ? (
          <Form.Item name="raise_fen" label={t('visits.raise')} extra={t('visits.increase_hint')}>
            <MoneyInput />
          </Form.Item>
        ) : null}
        {outcome === 'end' ? (
          <>
            <Form.Item name="reason_code" label={t('visits.exit_reason')} rules={needed}>
              <Select options={lists.exits.map((value) => ({ value, label: t(`visits.exit_${value}`) }))} />
            </Form.Item>
            <Form.Item name={['notice', 'place']} label={t('visits.notice_place')} rules={needed}>
              <Input maxLength={100} />
            </Form.Item>
            <Form.Item name={['notice', 'unit']} label={t('visits.notice_unit')} rules={needed}>
              <Input maxLength={60} />
            </Form.Item>
            <Form.Item name={['notice', 'phone']} label={t('visits.notice_phone')} rules={needed}>
              <Input maxLength={20} />
            </Form.Item>
          </>
        ) : null}
      </Form>
    </Modal>
  )
}
