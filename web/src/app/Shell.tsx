import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Navigate, Outlet, useLocation } from 'react-router'
import { asApiError } from '../api/errors'
import { type Me, MeContext, meQuery } from '../auth/session'
import { asLanguage, keptLanguage, setLanguage, useT } from '../lib/i18n'
import { paths } from '../lib/paths'
import { ErrorState } from '../ui/ErrorState'
import { TodayContext } from '../ui/today'
import { Head } from './Head'
import { Navigation } from './Navigation'
import { OutageBar } from './OutageBar'
import { Splash } from './Splash'
import css from './shell.module.css'

/** Frame of every page for somebody who is signed in. */
export function Component() {
  const me = useQuery(meQuery)
  const location = useLocation()
  if (me.data) return <Frame me={me.data} />
  if (me.isPending) return <Splash />
  if (asApiError(me.error).status === 401) {
    const next = new URLSearchParams({ next: location.pathname + location.search })
    return <Navigate to={`${paths.signIn}?${next}`} replace />
  }
  return (
    <main className={css.splash}>
      <ErrorState error={me.error} onRetry={() => void me.refetch()} />
    </main>
  )
}

function Frame({ me }: { me: Me }) {
  const t = useT()
  useEffect(() => {
    const theirs = asLanguage(me.language)
    if (theirs && !keptLanguage()) void setLanguage(theirs)
  }, [me.language])
  if (me.must_change_password) return <Navigate to={paths.password} replace />
  return (
    <MeContext value={me}>
      <TodayContext value={me.today}>
        <a href="#content" className={css.skip}>
          {t('app.skip')}
        </a>
        <div className={css.app}>
          <Head me={me} />
          <Navigation me={me} />
          <main className={css.main} id="content" tabIndex={-1}>
            <OutageBar />
            <Outlet />
          </main>
        </div>
      </TodayContext>
    </MeContext>
  )
}
