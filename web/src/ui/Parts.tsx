import { NavLink } from 'react-router'
import { cx } from '../lib/cx'
import css from './Parts.module.css'

interface Props {
  label: string
  parts: { to: string; text: string; end?: boolean }[]
}

/** The parts of one room, as links in a row. */
export function Parts({ label, parts }: Props) {
  return (
    <nav className={css.parts} aria-label={label}>
      {parts.map((part) => (
        <NavLink
          key={part.to}
          to={part.to}
          end={part.end ?? false}
          className={({ isActive }) => cx(css.part, isActive && css.on)}
        >
          {part.text}
        </NavLink>
      ))}
    </nav>
  )
}
