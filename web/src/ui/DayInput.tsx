import Input from 'antd/es/input'

interface Props {
  id?: string
  value?: string
  onChange?: (day: string) => void
  min?: string
  max?: string
  label?: string
}

/** A day as the browser lets it be typed: three numbers, or chosen from its calendar. */
export function DayInput({ id, value = '', onChange, min, max, label }: Props) {
  return (
    <Input
      id={id}
      type="date"
      aria-label={label}
      min={min}
      max={max}
      value={value}
      onChange={(event) => onChange?.(event.target.value)}
    />
  )
}
