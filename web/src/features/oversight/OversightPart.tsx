import type { ReactNode } from 'react'
import { NavLink } from 'react-router'
import { useMe } from '../../auth/session'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Page } from '../../ui/Page'
import css from './oversight.module.css'

interface Props {
  actions?: ReactNode
  children: ReactNode
}

/** The parts of oversight that somebody may open, the first one first. */
export function usePartsOfOversight(): { to: string; text: string; end?: boolean }[] {
  const t = useT()
  const may = useMe().permissions
  return [
    { to: paths.oversight, text: t('oversight.journal'), end: true, perm: 'oversight.journal' },
    { to: paths.oversightExceptions, text: t('oversight.exceptions'), perm: 'oversight.exceptions' },
    { to: paths.oversightOverdue, text: t('oversight.overdue'), perm: 'oversight.overdue' },
    { to: paths.oversightQuestions, text: t('oversight.questions'), perm: 'oversight.questions' },
  ].filter((part) => may.includes(part.perm))
}

/** The head that the pages of this room share. */
export function OversightPart({ actions, children }: Props) {
  const t = useT()
  const parts = usePartsOfOversight()
  return (
    <Page title={t('oversight.title')} actions={actions} fit>
      <nav className={css.parts} aria-label={t('oversight.title')}>
        {parts.map((part) => (
          <NavLink
            key={part.to}
            to={part.to}
            end={part.end}
            className={({ isActive }) => cx(css.part, isActive && css.on)}
          >
            {part.text}
          </NavLink>
        ))}
      </nav>
      {children}
    </Page>
  )
}
