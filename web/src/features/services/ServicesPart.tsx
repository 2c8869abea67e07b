import type { ReactNode } from 'react'
import { NavLink } from 'react-router'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Page } from '../../ui/Page'
import css from './services.module.css'

interface Props {
  actions?: ReactNode
  children: ReactNode
}

/** The head that both lists of this room share. */
export function ServicesPart({ actions, children }: Props) {
  const t = useT()
  const parts = [
    { to: paths.services, text: t('services.sessions'), end: true },
    { to: paths.serviceProviders, text: t('services.providers'), end: false },
  ]
  return (
    <Page title={t('services.title')} actions={actions} fit>
      <nav className={css.parts} aria-label={t('services.title')}>
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
