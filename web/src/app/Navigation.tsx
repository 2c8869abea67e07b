import { useRef } from 'react'
import { NavLink } from 'react-router'
import type { Me } from '../auth/session'
import { weekdayName } from '../lib/dates'
import { useT } from '../lib/i18n'
import { usePhone } from '../lib/media'
import { Icon } from '../ui/Icon'
import { type NavEntry, navOf } from './nav'
import css from './shell.module.css'

const IN_BAR = 4

export function Navigation({ me }: { me: Me }) {
  const t = useT()
  const list = navOf(me.nav)
  if (usePhone()) return <BottomBar list={list} />
  return (
    <nav className={css.nav} aria-label={t('app.main_nav')}>
      {list.map((entry) => (
        <Entry key={entry.code} entry={entry} />
      ))}
      <div className={css.foot}>
        {me.today}
        <br />
        {weekdayName(me.today)}
      </div>
    </nav>
  )
}

function Entry({ entry, onClick }: { entry: NavEntry; onClick?: () => void }) {
  const t = useT()
  return (
    <NavLink to={entry.path} className={({ isActive }) => (isActive ? css.on : '')} onClick={onClick}>
      <Icon name={entry.icon} />
      <span>{t(`app.nav_${entry.code}`)}</span>
    </NavLink>
  )
}

/** On a phone: the first four entries below the thumb, the others in a sheet. */
function BottomBar({ list }: { list: NavEntry[] }) {
  const t = useT()
  const sheet = useRef<HTMLDialogElement>(null)
  const close = () => sheet.current?.close()
  return (
    <nav className={css.bar} aria-label={t('app.main_nav')}>
      {list.slice(0, IN_BAR).map((entry) => (
        <Entry key={entry.code} entry={entry} />
      ))}
      <button type="button" aria-haspopup="dialog" onClick={() => sheet.current?.showModal()}>
        <Icon name="menu" />
        <span>{t('app.more')}</span>
      </button>
      <dialog ref={sheet} className={css.sheet} aria-label={t('app.more')}>
        <div className={css.sheetHead}>
          <b>{t('app.more')}</b>
          <button type="button" onClick={close}>
            <Icon name="cross" label={t('ui.close')} />
          </button>
        </div>
        <div className={css.sheetList}>
          {list.slice(IN_BAR).map((entry) => (
            <Entry key={entry.code} entry={entry} onClick={close} />
          ))}
        </div>
      </dialog>
    </nav>
  )
}
