import { Link, useLocation } from 'react-router'
import { cx } from '../lib/cx'
import { useT } from '../lib/i18n'
import { paths } from '../lib/paths'
import { EmptyState } from '../ui/EmptyState'
import layout from '../ui/layout.module.css'
import { Page } from '../ui/Page'
import { entries } from './nav'

/** Where a navigation entry leads whose module is not switched on; also any address that is no page. */
export function Component() {
  const t = useT()
  const { pathname } = useLocation()
  const entry = entries.find((one) => pathname === one.path || pathname.startsWith(`${one.path}/`))
  const name = entry ? t(`app.nav_${entry.code}`) : t('app.no_page')
  return (
    <Page title={name} fit>
      <section className={cx(layout.card, layout.grow)}>
        <EmptyState
          icon={entry?.icon ?? 'search'}
          title={entry ? t('app.not_on', { name }) : t('app.no_page')}
          hint={t(entry ? 'app.not_on_hint' : 'app.no_page_hint')}
          actions={<Link to={paths.workbench}>{t('app.to_workbench')}</Link>}
        />
      </section>
    </Page>
  )
}
