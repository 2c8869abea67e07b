import { type ReactNode, useId } from 'react'
import { cx } from '../lib/cx'
import css from './layout.module.css'

interface Props {
  title?: string
  /** Quiet words beside the title: a count, a unit. */
  note?: ReactNode
  /** Tags beside the title. */
  tag?: ReactNode
  /** At the right of the head. */
  extra?: ReactNode
  /** Takes the room that is left and scrolls inside. */
  grow?: boolean
  /** Inner margin; lists and tables go without. */
  padded?: boolean
  className?: string
  children: ReactNode
}

export function Card({ title, note, tag, extra, grow, padded, className, children }: Props) {
  const id = useId()
  return (
    <section className={cx(css.card, grow && css.grow, className)} aria-labelledby={title ? id : undefined}>
      {title ? (
        <header className={css.cardHead}>
          <h2 id={id}>{title}</h2>
          {note ? <span className={css.note}>{note}</span> : null}
          {tag}
          {extra ? <div className={css.extra}>{extra}</div> : null}
        </header>
      ) : null}
      <div className={cx(css.body, padded && css.padded)}>{children}</div>
    </section>
  )
}
