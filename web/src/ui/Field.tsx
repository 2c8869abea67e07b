import type { ReactNode } from 'react'
import { cx } from '../lib/cx'
import css from './Field.module.css'

interface Props {
  /** The id of the input inside; the label belongs to it. */
  id?: string
  label: ReactNode
  required?: boolean
  /** What is wrong; stands under the input. */
  error?: string
  /** What is unusual; does not stop. */
  warn?: string
  /** A quiet word under the input. */
  hint?: ReactNode
  className?: string
  children: ReactNode
}

/** A label above its input, and what is wrong with it below. */
export function Field({ id, label, required, error, warn, hint, className, children }: Props) {
  return (
    <div className={cx(css.field, error && css.bad, className)}>
      <label htmlFor={id}>
        {label}
        {required ? <i aria-hidden>*</i> : null}
      </label>
      {children}
      {error ? (
        <p className={css.error} role="alert">
          {error}
        </p>
      ) : warn ? (
        <p className={css.warn}>{warn}</p>
      ) : hint ? (
        <p className={css.hint}>{hint}</p>
      ) : null}
    </div>
  )
}

/** Inputs side by side; on a phone below one another. */
export function Fields({ children, columns = 4 }: { children: ReactNode; columns?: 2 | 3 | 4 | 6 }) {
  return <div className={cx(css.fields, css[`c${columns}`])}>{children}</div>
}
