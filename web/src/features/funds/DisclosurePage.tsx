import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { url } from '../../api/http'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { DateInput } from '../../ui/DateInput'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { useToday } from '../../ui/today'
import { FundsPart } from './FundsPart'
import css from './funds.module.css'
import { disclosureQuery } from './queries'
import type { Disclosure } from './types'

const exact = { fen: true } as const

/** Income and spend by fund, commitment beside the pool, use by purpose: the tables that are made public. */
export default function DisclosurePage() {
  const t = useT()
  const today = useToday()
  const [from, setFrom] = useState(`${today.slice(0, 4)}-01-01`)
  const [to, setTo] = useState(today)
  const table = useQuery(disclosureQuery(from, to))
  return (
    <FundsPart
      actions={
        <>
          <span className={css.days}>
            <DateInput label={t('funds.from_day')} value={from} onChange={(day) => setFrom(day || from)} />
            <DateInput label={t('funds.to_day')} value={to} onChange={(day) => setTo(day || to)} />
          </span>
          <Button
            icon={<Icon name="download" />}
            href={url(`/accounts/disclosure/export?from=${from}&to=${to}`)}
            download
          >
            {t('funds.export_xlsx')}
          </Button>
        </>
      }
    >
      {table.isPending ? (
        <Card grow>
          <Loading lines={8} />
        </Card>
      ) : table.isError ? (
        <Card grow>
          <ErrorState error={table.error} onRetry={() => void table.refetch()} />
        </Card>
      ) : (
        <Ready table={table.data} />
      )}
    </FundsPart>
  )
}

function Ready({ table }: { table: Disclosure }) {
  const t = useT()
  const heads = ['opening', 'income', 'aid_out', 'other_change', 'closing', 'committed_now', 'available_now']
  const cells = (part: Disclosure['total']) =>
    [
      part.opening_fen,
      part.in_fen,
      part.out_fen,
      part.other_fen,
      part.closing_fen,
      part.committed_fen,
      part.available_fen,
    ].map((fen, place) => (
      <td key={heads[place]} className="num">
        {yuan(fen, exact)}
      </td>
    ))
  return (
    <>
      <Card title={t('funds.commitment')} note={t('funds.unit')}>
        <div className={css.scroll}>
          <table className={css.table}>
            <thead>
              <tr>
                <th>{t('funds.fund')}</th>
                {heads.map((head) => (
                  <th key={head} className="num">
                    {t(`funds.${head}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.funds.map((part) => (
                <tr key={part.code}>
                  <td>
                    {part.name} <span className="aux">{part.source_text}</span>
                  </td>
                  {cells(part)}
                </tr>
              ))}
              <tr>
                <td>
                  <b>{t('funds.total')}</b>
                </td>
                {cells(table.total)}
              </tr>
            </tbody>
          </table>
        </div>
      </Card>
      <Card title={t('funds.by_purpose')} note={t('funds.disclosure_note')}>
        <table className={css.table}>
          <thead>
            <tr>
              <th>{t('funds.purpose')}</th>
              <th className="num">{t('funds.households')}</th>
              <th className="num">{t('funds.aid_out')}</th>
            </tr>
          </thead>
          <tbody>
            {table.purposes.map((part) => (
              <tr key={part.purpose}>
                <td>{part.purpose === 'merged' ? t('funds.merged') : t(`funds.purpose_${part.purpose}`)}</td>
                <td className="num">{part.households || t('funds.few')}</td>
                <td className="num">{yuan(part.out_fen, exact)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
    </>
  )
}
