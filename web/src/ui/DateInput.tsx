import DatePicker from 'antd/es/date-picker'
import dayjs from 'dayjs'

interface Props {
  id?: string
  /** YYYY-MM-DD; empty for none. */
  value?: string
  onChange?: (date: string) => void
  /** The first and last day that may be chosen. */
  min?: string
  max?: string
  disabled?: boolean
  /** Stands in the empty field and names it, where no label stands beside it. */
  label?: string
}

/** A calendar day, as YYYY-MM-DD. */
export function DateInput({ id, value, onChange, min, max, disabled, label }: Props) {
  return (
    <DatePicker
      id={id}
      style={{ width: '100%' }}
      format="YYYY-MM-DD"
      aria-label={label}
      placeholder={label}
      value={value ? dayjs(value) : null}
      minDate={min ? dayjs(min) : undefined}
      maxDate={max ? dayjs(max) : undefined}
      disabled={disabled}
      onChange={(day) => onChange?.(day ? day.format('YYYY-MM-DD') : '')}
    />
  )
}
