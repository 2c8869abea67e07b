import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { Link } from 'react-router'
import { url } from '../../api/http'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { FlowCard, GroupBars, OverdueCard, PaidCard, TrendCard } from './Charts'
import { behind, type Measure, type Overview, overviewQuery } from './queries'
import css from './reports.module.css'
import { CapsCard, GroupTable, RevisitCard, ServiceCard } from './Tables'

/** The platform in figures; each opens the list behind it for whoever may see it. */
export default function ReportsPage() {
  const t = useT()
  const overview = useQuery(overviewQuery)
  const o = overview.data
  if (!o)
    return (
      <Page title={t('reports.title')} fit>
        <Card grow>
          {overview.isPending ? (
            <Loading lines={8} />
          ) : (
            <ErrorState error={overview.error} onRetry={() => void overview.refetch()} />
          )}
        </Card>
      </Page>
    )
  const open = can(o, 'open')
  return (
    <Page
      title={t('reports.title')}
      note={
        <>
          {t('reports.as_of')} <DateText at={o.as_of_at} />
        </>
      }
      actions={
        can(o, 'export') ? (
          <Button href={url('/reports/overview/export')} download icon={<Icon name="download" />}>
            {t('ui.export')}
          </Button>
        ) : undefined
      }
    >
      <Band o={o} open={open} />
      <div className={css.grid}>
        <div className={css.c4}>
          <TrendCard o={o} open={open} />
        </div>
        <div className={css.c2}>
          <PaidCard o={o} />
        </div>
        <div className={css.c3}>
          <GroupBars title={t('reports.districts')} by="area" groups={o.districts} open={open} />
        </div>
        <div className={css.c3}>
          <GroupBars title={t('reports.needs')} by="need" groups={o.needs} open={open} />
        </div>
        <div className={css.c3}>
          <OverdueCard o={o} />
        </div>
        <div className={css.c3}>
          <FlowCard o={o} />
        </div>
        <div className={css.c2}>
          <CapsCard o={o} />
        </div>
        <div className={css.c2}>
          <RevisitCard o={o} />
        </div>
        <div className={css.c2}>
          <ServiceCard o={o} />
        </div>
        <div className={css.c3}>
          <GroupTable title={t('reports.classes')} by="class" groups={o.classes} open={open} />
        </div>
        <div className={css.c3}>
          <GroupTable title={t('reports.departments')} by="department" groups={o.departments} open={open} />
        </div>
      </div>
    </Page>
  )
}

function Band({ o, open }: { o: Overview; open: boolean }) {
  const t = useT()
  const p = o.platform
  const households: [Measure, number][] = [
    ['entered', p.households_entered],
    ['recognised', p.households_recognised],
    ['ended', p.households_ended],
  ]
  const amounts: [string, number][] = [
    ['living', p.living_max_fen],
    ['medical', p.medical_max_fen],
    ['study', p.study_max_fen],
  ]
  return (
    <section className={css.band} aria-label={t('reports.seven')}>
      {households.map(([measure, n]) => (
        <div key={measure}>
          <span>{t(`reports.${measure}`)}</span>
          <b>
            {open ? <Link to={behind(measure)}>{n.toLocaleString()}</Link> : n.toLocaleString()}
            <small>{t('reports.households')}</small>
          </b>
          <em>{t(`reports.${measure}_hint`)}</em>
        </div>
      ))}
      {amounts.map(([purpose, fen]) => (
        <div key={purpose}>
          <span>{t(`reports.max_${purpose}`)}</span>
          <b>
            {yuan(fen)}
            <small>{t('reports.yuan')}</small>
          </b>
          <em>{t('reports.max_hint')}</em>
        </div>
      ))}
      <div>
        <span>{t('reports.sessions')}</span>
        <b>
          {p.service_sessions.toLocaleString()}
          <small>{t('reports.times')}</small>
        </b>
        <em>{t('reports.sessions_hint')}</em>
      </div>
    </section>
  )
}
