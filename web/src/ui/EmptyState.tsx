import type { ReactNode } from 'react'
import { cx } from '../lib/cx'
import { Icon, type IconName } from './Icon'
import css from './State.module.css'

interface Props {
  icon?: IconName
  title: string
  /** Why, and what to do next. */
  hint?: ReactNode
  actions?: ReactNode
  bad?: boolean
}

/** Nothing here, with the reason and the next step. */
export function EmptyState({ icon = 'inbox', title, hint, actions, bad }: Props) {
  return (
    <div className={cx(css.box, bad && css.bad)} role={bad ? 'alert' : undefined}>
      <span className={css.sign}>
        <Icon name={icon} size={24} />
      </span>
      <strong>{title}</strong>
      {hint ? <p>{hint}</p> : null}
      {actions ? <div className={css.acts}>{actions}</div> : null}
    </div>
  )
}
