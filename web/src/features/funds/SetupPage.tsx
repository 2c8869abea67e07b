import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link } from 'react-router'
import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { FundsPart } from './FundsPart'
import css from './funds.module.css'
import { PayerDialog } from './PayerDialog'
import { chartsQuery, configQuery } from './queries'

/** What an office sets up: the accounts that pay, the banks' layouts, the charts of accounts. */
export default function SetupPage() {
  const t = useT()
  const may = useMe().permissions
  const config = useQuery(configQuery)
  const charts = useQuery({ ...chartsQuery, enabled: may.includes('account.view') })
  const [editing, setEditing] = useState<{ code: string }>()
  const setsFunds = may.includes('fund.configure')
  if (!config.data)
    return (
      <FundsPart>
        {config.isError ? (
          <ErrorState error={config.error} onRetry={() => void config.refetch()} />
        ) : (
          <Loading lines={8} />
        )}
      </FundsPart>
    )
  const payer = config.data.payers.find((one) => one.code === editing?.code)
  return (
    <FundsPart>
      <div className={css.setup}>
        <Card
          title={t('funds.payers')}
          extra={
            setsFunds ? (
              <Button size="small" icon={<Icon name="plus" />} onClick={() => setEditing({ code: '' })}>
                {t('funds.payer_new')}
              </Button>
            ) : undefined
          }
        >
          <ul className={css.files}>
            {config.data.payers.map((one) => (
              <li key={one.code}>
                <b>{one.name}</b>
                <span>{one.bank || t('funds.bank_missing')}</span>
                <span className="aux">
                  {config.data.templates.find((x) => x.code === one.template)?.name}
                </span>
                <Changed at={one.updated_at} by={one.updated_by} />
                {setsFunds ? (
                  <Button size="small" type="link" onClick={() => setEditing({ code: one.code })}>
                    {t('funds.edit')}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        </Card>
        <Card
          title={t('funds.layouts')}
          extra={setsFunds ? <Link to={paths.fundLayout('new')}>{t('funds.layout_new')}</Link> : undefined}
        >
          <ul className={css.files}>
            {config.data.templates.map((one) => (
              <li key={one.code}>
                {setsFunds ? <Link to={paths.fundLayout(one.code)}>{one.name}</Link> : one.name}
                <span className="aux">
                  {one.layout.format}
                  {one.layout.encoding ? ` · ${one.layout.encoding}` : ''} ·{' '}
                  {t('funds.layout_says', { n: one.layout.columns.length, max: one.layout.max_lines })}
                </span>
                <Changed at={one.updated_at} by={one.updated_by} />
              </li>
            ))}
          </ul>
        </Card>
        <Card
          title={t('funds.charts')}
          extra={
            may.includes('account.configure') ? (
              <Link to={paths.fundChart('new')}>{t('funds.chart_new')}</Link>
            ) : undefined
          }
        >
          <ul className={css.files}>
            {(charts.data?.items ?? []).map((one) => (
              <li key={one.code}>
                {may.includes('account.configure') ? (
                  <Link to={paths.fundChart(one.code)}>{one.name}</Link>
                ) : (
                  one.name
                )}
                <span className="aux">
                  {one.to_on
                    ? t('funds.chart_to', { from: one.from_on, to: one.to_on })
                    : t('funds.chart_from', { from: one.from_on })}
                </span>
                <Changed at={one.updated_at} by={one.updated_by} />
              </li>
            ))}
          </ul>
        </Card>
      </div>
      {editing ? (
        <PayerDialog
          key={payer?.version ?? 0}
          payer={payer}
          templates={config.data.templates}
          reload={() => void config.refetch()}
          onClose={() => setEditing(undefined)}
        />
      ) : null}
    </FundsPart>
  )
}

function Changed({ at, by }: { at: number; by: string }) {
  const t = useT()
  return at ? (
    <span className="aux">
      {t('funds.changed_by', { who: by })} <DateText at={at} />
    </span>
  ) : null
}
