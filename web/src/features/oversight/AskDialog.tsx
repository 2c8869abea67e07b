import { useQueryClient } from '@tanstack/react-query'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Select from 'antd/es/select'
import { useAction } from '../../api/useAction'
import { addDays } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { DateInput } from '../../ui/DateInput'
import { useToday } from '../../ui/today'
import { ask, oversightKeys } from './queries'

interface Props {
  open: boolean
  departments: { org_id: string; name: string }[]
  onClose: () => void
}

/** Asks a department, perhaps about one household. */
export function AskDialog({ open, departments, onClose }: Props) {
  const t = useT()
  const today = useToday()
  const queries = useQueryClient()
  const [form] = Form.useForm<Parameters<typeof ask>[0]>()
  const action = useAction({
    send: ask,
    form,
    done: t('oversight.asked_done'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: oversightKeys.questions })
      onClose()
    },
  })
  const needed = [{ required: true, message: t('oversight.needed') }]
  return (
    <Modal
      open={open}
      title={t('oversight.ask_title')}
      okText={t('oversight.ask')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ due_on: addDays(today, 10) }}
        onFinish={action.run}
      >
        <Form.Item name="org_id" label={t('oversight.asked_of')} rules={needed}>
          <Select options={departments.map((one) => ({ value: one.org_id, label: one.name }))} />
        </Form.Item>
        <Form.Item name="file_no" label={t('oversight.file_no')} extra={t('oversight.file_no_hint')}>
          <Input maxLength={30} placeholder="DQ-2020-0001" />
        </Form.Item>
        <Form.Item name="text" label={t('oversight.question')} rules={needed}>
          <Input.TextArea rows={4} maxLength={1000} showCount />
        </Form.Item>
        <Form.Item name="due_on" label={t('oversight.due')} rules={needed}>
          <DateInput min={addDays(today, 1)} max={addDays(today, 365)} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
