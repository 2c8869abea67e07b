import { type ReactNode, useEffect } from 'react'
import { Link } from 'react-router'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import css from './public.module.css'

/** The head and the links that the public pages share. */
export function PublicFrame({ title, children }: { title: string; children: ReactNode }) {
  const t = useT()
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`
  }, [title, t])
  return (
    <div className={css.page}>
      <header className={css.top}>
        <span className={css.seal} aria-hidden>
          策
        </span>
        <b>{t('app.name')}</b>
        <small>{t('app.platform')}</small>
        <nav className={css.links} aria-label={t('public.pages')}>
          <Link to={paths.sunlight}>{t('public.sunlight')}</Link>
          <Link to={paths.publicReceipt}>{t('public.receipt')}</Link>
          <Link to={paths.publicPledge}>{t('public.my_pledge')}</Link>
          <Link to={paths.publicNotices}>{t('public.title')}</Link>
        </nav>
      </header>
      <main className={css.main}>
        <h1>{title}</h1>
        {children}
      </main>
    </div>
  )
}
