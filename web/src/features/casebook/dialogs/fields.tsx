import Form from 'antd/es/form'
import Input from 'antd/es/input'
import { useT } from '../../../lib/i18n'

export const Item = Form.Item

/** Words that must be given; they go into the record. */
export function Words({
  name,
  label,
  rows = 3,
  optional,
  max = 1000,
  placeholder,
}: {
  name: string
  label: string
  rows?: number
  optional?: boolean
  max?: number
  placeholder?: string
}) {
  const t = useT()
  return (
    <Item
      name={name}
      label={label}
      rules={
        optional ? [] : [{ required: true, whitespace: true, message: t('casebook.fill', { name: label }) }]
      }
    >
      <Input.TextArea rows={rows} maxLength={max} placeholder={placeholder} />
    </Item>
  )
}

export function Line({
  name,
  label,
  optional,
  max = 60,
  placeholder,
}: {
  name: string
  label: string
  optional?: boolean
  max?: number
  placeholder?: string
}) {
  const t = useT()
  return (
    <Item
      name={name}
      label={label}
      rules={
        optional ? [] : [{ required: true, whitespace: true, message: t('casebook.fill', { name: label }) }]
      }
    >
      <Input maxLength={max} placeholder={placeholder} autoComplete="off" />
    </Item>
  )
}
