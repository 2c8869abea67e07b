import type { ReactNode } from 'react'
import { NavLink } from 'react-router'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Page } from '../../ui/Page'
import css from './gifts.module.css'

interface Props {
  actions?: ReactNode
  children: ReactNode
}

/** The head that the parts of this room share. */
export function GiftsPart({ actions, children }: Props) {
  const t = useT()
  const parts = [
    { to: paths.gifts, text: t('gifts.campaigns'), end: true },
    { to: paths.giftList, text: t('gifts.gifts') },
  ]
  return (
    <Page title={t('gifts.title')} actions={actions} fit>
      <nav className={css.parts} aria-label={t('gifts.title')}>
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
        <a className={css.part} href={paths.sunlight} target="_blank" rel="noreferrer">
          {t('gifts.sunlight')}
        </a>
      </nav>
      {children}
    </Page>
  )
}
