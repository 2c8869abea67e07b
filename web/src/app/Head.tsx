import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { type Me, signOut } from '../auth/session'
import { workbenchQuery } from '../features/workbench/queries'
import { dropAllDrafts } from '../lib/drafts'
import { keepLanguage, setLanguage, useLanguage, useT } from '../lib/i18n'
import { paths } from '../lib/paths'
import { setLarge, useLarge } from '../lib/textSize'
import { Icon } from '../ui/Icon'
import { SearchBox } from './SearchBox'
import css from './shell.module.css'

export function Head({ me }: { me: Me }) {
  const t = useT()
  const large = useLarge()
  return (
    <header className={css.top}>
      <Link to={paths.workbench} className={css.brand}>
        <span className={css.seal} aria-hidden>
          策
        </span>
        <b>{t('app.name')}</b>
        <small>{me.platform ?? t('app.platform')}</small>
      </Link>
      <SearchBox />
      <div className={css.me}>
        <button type="button" className={css.quiet} aria-pressed={large} onClick={() => setLarge(!large)}>
          {t(large ? 'app.large_off' : 'app.large')}
        </button>
        {me.nav.includes('workbench') ? <Bell /> : null}
        <button type="button" className={css.who} popoverTarget="account" aria-label={t('app.account')}>
          <b>{me.user.name}</b>
          <span className={css.org}>{[me.org.name, me.roles[0]?.label].filter(Boolean).join('·')}</span>
          <Icon name="down" size={14} />
        </button>
        <Account me={me} />
      </div>
    </header>
  )
}

function Bell() {
  const t = useT()
  const { data } = useQuery({ ...workbenchQuery, staleTime: 60_000 })
  const n = data?.waiting.total ?? 0
  return (
    <Link to={paths.workbench} className={css.bell} aria-label={t('app.waiting', { n })}>
      <Icon name="bell" />
      {n > 0 ? <i>{n > 99 ? '99+' : n}</i> : null}
    </Link>
  )
}

function Account({ me }: { me: Me }) {
  const t = useT()
  const language = useLanguage()
  const other = language === 'en' ? 'zh-CN' : 'en'
  const navigate = useNavigate()
  const queries = useQueryClient()
  const leave = async () => {
    await signOut().catch(() => undefined) // the session may already be over
    dropAllDrafts()
    queries.clear()
    await navigate(paths.signIn, { replace: true })
  }
  return (
    <div id="account" popover="auto" className={css.account}>
      <p>
        <b>{me.user.name}</b>
        <span className="aux">{me.user.login}</span>
        <span className="sec">{me.org.name}</span>
        <span className="sec">{me.roles.map((role) => role.label).join('、')}</span>
      </p>
      <Link to={paths.password}>
        <Icon name="key" />
        {t('app.change_password')}
      </Link>
      <button
        type="button"
        lang={other}
        onClick={() => {
          keepLanguage(other)
          void setLanguage(other)
        }}
      >
        <Icon name="globe" />
        {t('app.other_language')}
      </button>
      <button type="button" onClick={() => void leave()}>
        <Icon name="out" />
        {t('app.sign_out')}
      </button>
    </div>
  )
}
