import DatePicker from 'antd/es/date-picker'
import dayjs from 'dayjs'

interface Props {
  /** YYYY-MM. */
  value: string
  onChange: (month: string) => void
  /** The last month that may be chosen. */
  max: string
  label: string
}

/** A month, as YYYY-MM; there is always one. */
export function MonthInput({ value, onChange, max, label }: Props) {
  return (
    <DatePicker
      picker="month"
      format="YYYY-MM"
      style={{ width: 120, minWidth: 116 }}
      allowClear={false}
      inputReadOnly
      aria-label={label}
      value={dayjs(`${value}-01`)}
      maxDate={dayjs(`${max}-01`).endOf('month')}
      onChange={(month) => month && onChange(month.format('YYYY-MM'))}
    />
  )
}
