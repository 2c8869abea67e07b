import type { ReactNode } from 'react'
import { NavLink } from 'react-router'
import { useMe } from '../../auth/session'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Page } from '../../ui/Page'
import css from './settings.module.css'

interface Props {
  actions?: ReactNode
  children: ReactNode
}

/** The head that the lists of this room share: which of them there are, and what can be made. */
export function SettingsPart({ actions, children }: Props) {
  const t = useT()
  const may = useMe().permissions
  const parts = [
    { to: paths.settings, text: t('settings.orgs'), end: true, shown: may.includes('settings.read') },
    { to: paths.settingsStaff, text: t('settings.staff'), shown: may.includes('settings.read') },
    { to: paths.settingsRoles, text: t('settings.roles'), shown: may.includes('settings.read') },
    { to: paths.settingsSignIns, text: t('settings.sign_ins'), shown: may.includes('settings.sign_ins') },
  ]
  return (
    <Page title={t('settings.title')} actions={actions} fit>
      <nav className={css.parts} aria-label={t('settings.title')}>
        {parts
          .filter((part) => part.shown)
          .map((part) => (
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
