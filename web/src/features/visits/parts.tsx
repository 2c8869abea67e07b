import Input from 'antd/es/input'
import { type ReactNode, useId } from 'react'
import { cx } from '../../lib/cx'
import { Icon } from '../../ui/Icon'
import css from './form.module.css'

interface AskProps {
  title: string
  /** At the right of the title: how many, or that it is optional. */
  note?: ReactNode
  children: ReactNode
}

/** One question of the form. */
export function Ask({ title, note, children }: AskProps) {
  return (
    <section className={css.ask}>
      <h2>
        {title}
        {note ? <em>{note}</em> : null}
      </h2>
      {children}
    </section>
  )
}

interface TextProps {
  title: string
  note?: ReactNode
  value: string | undefined
  onChange: (text: string) => void
  rows?: number
  max?: number
  placeholder?: string
}

/** A question that is answered in words. */
export function AskText({ title, note, value, onChange, rows, max = 200, placeholder }: TextProps) {
  const id = useId()
  return (
    <section className={css.ask}>
      <label htmlFor={id}>
        {title}
        {note ? <em>{note}</em> : null}
      </label>
      {rows ? (
        <Input.TextArea
          id={id}
          rows={rows}
          maxLength={max}
          placeholder={placeholder}
          value={value ?? ''}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <Input
          id={id}
          maxLength={max}
          placeholder={placeholder}
          value={value ?? ''}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </section>
  )
}

interface ChoiceProps<T extends string> {
  label: string
  options: readonly { value: T; label: string }[]
  value: T | undefined
  onChange: (value: T) => void
  /** Two or three wide buttons instead of chips. */
  wide?: boolean
}

/** One of several, large enough for a thumb. */
export function Choice<T extends string>({ label, options, value, onChange, wide }: ChoiceProps<T>) {
  return (
    <div className={wide ? css.pick : css.chips} role="radiogroup" aria-label={label}>
      {options.map((option) => (
        // biome-ignore lint/a11y/useSemanticElements: a button that fills its box
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          className={cx(option.value === value && css.chosen)}
          onClick={() => onChange(option.value)}
        >
          {option.value === value ? <Icon name="check" /> : null}
          {option.label}
        </button>
      ))}
    </div>
  )
}
