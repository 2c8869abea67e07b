import { useQuery } from '@tanstack/react-query'
import type { EChartsCoreOption } from 'echarts/core'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { halfYear } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { Chart } from '../../ui/Chart'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Dot, MoneyBar } from '../../ui/MoneyBar'
import { FundsPart } from './FundsPart'
import css from './funds.module.css'
import { poolQuery } from './queries'
import type { Pool } from './types'

const available = 'var(--c-blue1)'
const committed = 'var(--c-gold)'
const paid = 'var(--c-blue3)'

/** What the pool holds, what of it is promised, and where it goes. */
export default function PoolPage() {
  const pool = useQuery(poolQuery)
  return (
    <FundsPart>
      {pool.isPending ? (
        <Card grow>
          <Loading lines={10} />
        </Card>
      ) : pool.isError ? (
        <Card grow>
          <ErrorState error={pool.error} onRetry={() => void pool.refetch()} />
        </Card>
      ) : (
        <Ready pool={pool.data} />
      )}
    </FundsPart>
  )
}

function Ready({ pool }: { pool: Pool }) {
  const t = useT()
  const whole = pool.balance_fen
  return (
    <div className={css.pool}>
      <section className={css.head} aria-label={t('funds.pool')}>
        <div className={css.figures}>
          <Figure text={t('funds.balance')} fen={whole} strong />
          <Figure text={t('funds.available')} fen={pool.available_fen} color={available} />
          <Figure text={t('funds.committed')} fen={pool.committed_fen} color={committed} />
          <Figure text={t('funds.received_half', { half: halfYear(pool.half) })} fen={pool.received_fen} />
          <Figure text={t('funds.paid_half', { half: halfYear(pool.half) })} fen={pool.paid_fen} />
        </div>
        <MoneyBar
          label={t('funds.balance')}
          whole={whole}
          parts={[
            { label: t('funds.available'), fen: pool.available_fen, color: available },
            { label: t('funds.committed'), fen: pool.committed_fen, color: committed },
          ]}
        />
        <p className={css.todo}>
          <Link to={`${paths.fundOrders}?state=waiting`}>{t('funds.n_waiting', { n: pool.waiting })}</Link>
          {pool.held > 0 ? (
            <Link to={`${paths.fundOrders}?state=held`}>{t('funds.n_held', { n: pool.held })}</Link>
          ) : null}
          {pool.failed > 0 ? (
            <Link to={`${paths.fundOrders}?state=failed`} className={css.bad}>
              {t('funds.n_failed', { n: pool.failed })}
            </Link>
          ) : null}
          {pool.claimed_fen > 0 ? (
            <Link to={`${paths.fundRecoveries}?state=open`} className={css.bad}>
              {t('funds.claimed', { yuan: yuan(pool.claimed_fen) })}
            </Link>
          ) : null}
        </p>
      </section>
      <Funds pool={pool} />
      <div className={css.side}>
        <Purposes pool={pool} />
        <Months pool={pool} />
      </div>
    </div>
  )
}

function Figure({
  text,
  fen,
  color,
  strong,
}: {
  text: string
  fen: number
  color?: string
  strong?: boolean
}) {
  return (
    <div className={strong ? css.main : undefined}>
      <span>
        {color ? <Dot color={color} /> : null}
        {text}
      </span>
      <b>{yuan(fen)}</b>
    </div>
  )
}

function Funds({ pool }: { pool: Pool }) {
  const t = useT()
  const most = Math.max(1, ...pool.funds.map((fund) => fund.balance_fen))
  return (
    <Card title={t('funds.by_fund')} note={t('funds.unit')} grow>
      {pool.funds.length === 0 ? (
        <EmptyState icon="yuan" title={t('funds.no_funds')} hint={t('funds.no_funds_hint')} />
      ) : (
        <ul className={css.fundRows}>
          {pool.funds.map((fund) => (
            <li key={fund.id}>
              <Link to={paths.fund(fund.id)}>{fund.name}</Link>
              <span className="aux">
                {t(`funds.source_${fund.source}`)}
                {fund.restricted ? ` · ${t('funds.restricted')}` : ''}
                {fund.state === 'closed' ? ` · ${t('funds.fund_closed')}` : ''}
              </span>
              <b className="num">{yuan(fund.balance_fen)}</b>
              <div className={css.bar}>
                <MoneyBar
                  thin
                  label={fund.name}
                  whole={most}
                  parts={[
                    { label: t('funds.available'), fen: fund.available_fen, color: available },
                    { label: t('funds.committed'), fen: fund.committed_fen, color: committed },
                  ]}
                />
              </div>
              <span className={css.split}>
                {t('funds.available')} {yuan(fund.available_fen)} · {t('funds.committed')}{' '}
                {yuan(fund.committed_fen)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Purposes({ pool }: { pool: Pool }) {
  const t = useT()
  const most = Math.max(1, ...pool.purposes.map((part) => part.committed_fen + part.paid_fen))
  return (
    <Card title={t('funds.by_purpose')} note={t('funds.by_purpose_note')} padded>
      {pool.purposes.length === 0 ? (
        <p className="sec">{t('funds.no_orders')}</p>
      ) : (
        <ul className={css.purposes}>
          {pool.purposes.map((part) => (
            <li key={part.purpose}>
              <span>{t(`funds.purpose_${part.purpose}`)}</span>
              <div>
                <MoneyBar
                  thin
                  label={t(`funds.purpose_${part.purpose}`)}
                  whole={most}
                  parts={[
                    { label: t('funds.paid'), fen: part.paid_fen, color: paid },
                    { label: t('funds.committed'), fen: part.committed_fen, color: committed },
                  ]}
                />
              </div>
              <b className="num">{yuan(part.paid_fen)}</b>
              <b className="num">{yuan(part.committed_fen)}</b>
            </li>
          ))}
          <li className={css.key}>
            <span />
            <span />
            <span className="num">
              <Dot color={paid} />
              {t('funds.paid')}
            </span>
            <span className="num">
              <Dot color={committed} />
              {t('funds.committed')}
            </span>
          </li>
        </ul>
      )}
    </Card>
  )
}

function Months({ pool }: { pool: Pool }) {
  const t = useT()
  const option = useMemo<EChartsCoreOption>(
    () => ({
      grid: { left: 8, right: 8, top: 28, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, itemWidth: 10, itemHeight: 10 },
      tooltip: {
        trigger: 'axis',
        valueFormatter: (value: number) => `${value.toLocaleString()} ${t('funds.yuan')}`,
      },
      xAxis: { type: 'category', data: pool.months.map((m) => m.month.slice(2)), axisTick: { show: false } },
      yAxis: {
        type: 'value',
        splitNumber: 3,
        axisLabel: { formatter: (v: number) => (v >= 10000 ? `${v / 10000}${t('funds.wan')}` : String(v)) },
      },
      series: [
        { name: t('funds.received'), type: 'bar', data: pool.months.map((m) => m.received_fen / 100) },
        { name: t('funds.paid'), type: 'bar', data: pool.months.map((m) => m.paid_fen / 100) },
      ],
    }),
    [pool.months, t],
  )
  return (
    <Card title={t('funds.by_month')} padded>
      <Chart
        label={t('funds.by_month_said')}
        option={option}
        height={190}
        head={[t('funds.month'), t('funds.received'), t('funds.paid')]}
        rows={pool.months.map((m) => [m.month, m.received_fen / 100, m.paid_fen / 100])}
      />
    </Card>
  )
}
