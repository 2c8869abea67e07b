import Input from 'antd/es/input'
import { useEffect, useState } from 'react'
import { useT } from '../lib/i18n'
import { parseYuan, yuan } from '../lib/money'

interface Props {
  id?: string
  /** Fen; undefined while nothing is entered. */
  value?: number
  onChange?: (fen: number | undefined) => void
  placeholder?: string
  label?: string
  disabled?: boolean
}

/** An amount in yuan; grouped when left, whole fen outside. */
export function MoneyInput({ id, value, onChange, placeholder, label, disabled }: Props) {
  const t = useT()
  const [text, setText] = useState(value === undefined ? '' : yuan(value))
  const bad = text.trim() !== '' && parseYuan(text) === undefined
  useEffect(() => {
    setText((old) => ((parseYuan(old) ?? undefined) === value ? old : value === undefined ? '' : yuan(value)))
  }, [value])
  return (
    <Input
      id={id}
      inputMode="decimal"
      autoComplete="off"
      aria-label={label}
      disabled={disabled}
      status={bad ? 'error' : undefined}
      styles={{ input: { textAlign: 'right' } }}
      suffix={<span className="aux">{t('ui.yuan')}</span>}
      placeholder={placeholder}
      value={text}
      onChange={(event) => {
        setText(event.target.value)
        onChange?.(parseYuan(event.target.value))
      }}
      onBlur={() => {
        const fen = parseYuan(text)
        if (fen !== undefined) setText(yuan(fen))
      }}
    />
  )
}
