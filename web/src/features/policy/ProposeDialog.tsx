import { useQueryClient } from '@tanstack/react-query'
import DatePicker from 'antd/es/date-picker'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Select from 'antd/es/select'
import type { Dayjs } from 'dayjs'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import css from './policy.module.css'
import { policyKeys, propose } from './queries'
import type { Board, Line } from './types'
import { nameOf, unitOf, written } from './value'

interface Fields {
  area: string
  value: string
  from_on: Dayjs
  to_on?: Dayjs | null
  document?: string
  note: string
}

interface Props {
  board: Board
  line: Line
  onClose: () => void
}

/** A draft of a new version; it holds nothing until a meeting adopts it. */
export function ProposeDialog({ board, line, onClose }: Props) {
  const t = useT()
  const [form] = Form.useForm<Fields>()
  const queries = useQueryClient()
  const action = useAction({
    form,
    send: (input: Fields, key) =>
      propose(
        {
          key: line.key,
          area: input.area,
          value: input.value.trim(),
          from_on: input.from_on.format('YYYY-MM-DD'),
          ...(input.to_on ? { to_on: input.to_on.format('YYYY-MM-DD') } : {}),
          ...(input.document ? { document: input.document.trim() } : {}),
          note: input.note.trim(),
        },
        key,
      ),
    done: t('policy.proposed'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: policyKeys.all })
      onClose()
    },
  })
  const { current } = line
  return (
    <Modal
      open
      title={t('policy.propose_title', { name: nameOf(line) })}
      okText={t('policy.propose_ok')}
      okButtonProps={{ loading: action.pending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className={css.hint}>
        {t('policy.propose_hint')}
        {current
          ? t('policy.now_is', {
              value:
                `${written(current.value, line, t)} ${current.value === 'none' ? '' : unitOf(line.unit, t)}`.trim(),
            })
          : ''}
      </p>
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ area: current?.area || board.area }}
        onFinish={action.run}
      >
        <Form.Item
          name="value"
          label={t('policy.new_value')}
          extra={t(`policy.hint_${line.kind}`)}
          rules={[{ required: true, message: t('policy.need_value') }]}
        >
          {line.kind === 'operator' ? (
            <Select
              options={[
                { value: '<', label: t('policy.below') },
                { value: '<=', label: t('policy.at_most') },
              ]}
            />
          ) : (
            <Input maxLength={500} suffix={unitOf(line.unit, t)} autoFocus />
          )}
        </Form.Item>
        <div className={css.pair}>
          <Form.Item
            name="from_on"
            label={t('policy.from_day')}
            rules={[{ required: true, message: t('policy.need_from') }]}
          >
            <DatePicker className={css.wide} />
          </Form.Item>
          <Form.Item name="to_on" label={t('policy.to_day')}>
            <DatePicker className={css.wide} placeholder={t('policy.open_end')} />
          </Form.Item>
        </div>
        <div className={css.pair}>
          <Form.Item name="area" label={t('policy.area')}>
            <Select
              options={board.areas.map((area) => ({
                value: area.code,
                label: area.name || t('policy.country'),
              }))}
            />
          </Form.Item>
          <Form.Item name="document" label={t('policy.basis')}>
            <Input maxLength={200} />
          </Form.Item>
        </div>
        <Form.Item
          name="note"
          label={t('policy.reason')}
          rules={[{ required: true, message: t('policy.need_reason') }]}
        >
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
