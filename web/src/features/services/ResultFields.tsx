import Form from 'antd/es/form'
import Input from 'antd/es/input'
import InputNumber from 'antd/es/input-number'
import Rate from 'antd/es/rate'
import Select from 'antd/es/select'
import { useT } from '../../lib/i18n'
import css from './services.module.css'
import { outcomes } from './types'

/** What came of a session; used when it is recorded at once and when an appointment is completed. */
export function ResultFields() {
  const t = useT()
  const needed = [{ required: true, message: t('services.needed') }]
  return (
    <>
      <Form.Item name="minutes" label={t('services.minutes')} rules={needed}>
        <InputNumber min={1} max={1440} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="outcome" label={t('services.outcome')} rules={needed}>
        <Select options={outcomes.map((value) => ({ value, label: t(`services.outcome_${value}`) }))} />
      </Form.Item>
      <Form.Item
        name="satisfaction"
        label={t('services.satisfaction')}
        extra={t('services.satisfaction_hint')}
      >
        <Rate />
      </Form.Item>
      <Form.Item name="note" label={t('services.note')} extra={t('services.note_hint')} className={css.wide}>
        <Input.TextArea rows={4} maxLength={2000} showCount />
      </Form.Item>
    </>
  )
}
