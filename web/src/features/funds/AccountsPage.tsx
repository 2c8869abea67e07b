import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { url } from '../../api/http'
import { useAction } from '../../api/useAction'
import { can, useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { MonthInput } from '../../ui/MonthInput'
import { Tag } from '../../ui/Tag'
import { useToday } from '../../ui/today'
import { FundsPart } from './FundsPart'
import css from './funds.module.css'
import { accountBookQuery, chartsQuery, closeMonth, fundKeys } from './queries'
import type { AccountBook } from './types'

const exact = { fen: true } as const

/** The vouchers of a month in the words of the office's chart of accounts. */
export default function AccountsPage() {
  const t = useT()
  const today = useToday()
  const [query, setQuery] = useSearchParams()
  const asked = query.get('month') ?? 'latest'
  const book = useQuery(accountBookQuery(asked))
  const month = asked === 'latest' ? (book.data?.month ?? today.slice(0, 7)) : asked
  const turn = (by: number) => setQuery({ month: moved(month, by) })
  return (
    <FundsPart
      actions={
        <>
          <Button onClick={() => turn(-1)}>{t('funds.month_before')}</Button>
          <MonthInput
            label={t('funds.month')}
            value={month}
            max={today.slice(0, 7)}
            onChange={(next) => setQuery({ month: next })}
          />
          <Button disabled={month >= today.slice(0, 7)} onClick={() => turn(1)}>
            {t('funds.month_after')}
          </Button>
        </>
      }
    >
      <div className={css.two}>
        <Card title={t('funds.vouchers')} note={book.data ? <Note book={book.data} /> : undefined} grow>
          {book.isPending ? (
            <Loading lines={8} />
          ) : book.isError ? (
            <ErrorState error={book.error} onRetry={() => void book.refetch()} />
          ) : (
            <Vouchers book={book.data} />
          )}
        </Card>
        <Charts current={book.data?.chart ?? ''} />
      </div>
    </FundsPart>
  )
}

function moved(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7)
}

function Note({ book }: { book: AccountBook }) {
  const t = useT()
  return (
    <>
      {t('funds.vouchers_note', { n: book.vouchers.length, yuan: yuan(book.sum_fen, exact) })}{' '}
      {book.closed ? (
        <Tag tone="green">{t('funds.closed_by', { who: book.closed.closed_by })}</Tag>
      ) : (
        <Tag tone="amber">{t('funds.provisional')}</Tag>
      )}
    </>
  )
}

function Vouchers({ book }: { book: AccountBook }) {
  const t = useT()
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const close = useAction({
    send: (_: undefined, key) => closeMonth(book.month, key),
    done: t('funds.saved'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: fundKeys.all })
      setAsking(false)
    },
  })
  const at = `/accounts/months/${book.month}`
  return (
    <>
      <p className={css.tools}>
        <Button size="small" icon={<Icon name="download" />} href={url(`${at}/export?format=csv`)} download>
          {t('funds.export_csv')}
        </Button>
        <Button size="small" icon={<Icon name="download" />} href={url(`${at}/export?format=xlsx`)} download>
          {t('funds.export_xlsx')}
        </Button>
        <Button size="small" icon={<Icon name="paper" />} href={url(`${at}/print`)} download>
          {t('funds.print_vouchers')}
        </Button>
        {can(book, 'close') ? (
          <Button size="small" type="primary" onClick={() => setAsking(true)}>
            {t('funds.close_month')}
          </Button>
        ) : null}
      </p>
      {book.vouchers.length === 0 ? (
        <EmptyState icon="yuan" title={t('funds.no_vouchers')} hint={t('funds.no_vouchers_hint')} />
      ) : null}
      {book.vouchers.map((voucher, index) => (
        <section key={voucher.id || index} className={css.voucher} aria-label={voucher.memo}>
          <header>
            <b>{t('funds.voucher_no', { no: voucher.no || index + 1 })}</b> {voucher.on_date} {voucher.memo}
            <span className="aux">
              {voucher.attachments ? `${t('funds.attachments', { n: voucher.attachments })} · ` : ''}
              {voucher.capitals}
            </span>
          </header>
          <table className={css.entries}>
            <tbody>
              {voucher.entries.map((entry) => (
                <tr key={`${entry.account} ${entry.fund} ${entry.purpose} ${entry.debit_fen}`}>
                  <td>
                    {entry.account} {entry.name}
                  </td>
                  <td className={css.entryOf}>
                    {entry.fund_name} {entry.purpose ? t(`funds.purpose_${entry.purpose}`) : ''}
                  </td>
                  <td className="num">
                    {entry.debit_fen ? `${t('funds.debit')} ${yuan(entry.debit_fen, exact)}` : ''}
                  </td>
                  <td className="num">
                    {entry.credit_fen ? `${t('funds.credit')} ${yuan(entry.credit_fen, exact)}` : ''}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ))}
      <Modal
        open={asking}
        title={t('funds.close_month_title', { month: book.month })}
        okText={t('funds.close_month')}
        okButtonProps={{ loading: close.pending }}
        onOk={() => close.run(undefined)}
        onCancel={() => setAsking(false)}
        destroyOnHidden
      >
        {t('funds.close_month_what')}
      </Modal>
    </>
  )
}

/** The charts that come as data, and what is booked where. */
function Charts({ current }: { current: string }) {
  const t = useT()
  const may = useMe().permissions
  const charts = useQuery(chartsQuery)
  return (
    <Card
      title={t('funds.charts')}
      extra={
        may.includes('account.configure') ? <Link to={paths.fundSetup}>{t('funds.edit')}</Link> : undefined
      }
    >
      {(charts.data?.items ?? []).map((chart) => (
        <details key={chart.code} open={chart.code === current} className={css.voucher}>
          <summary>
            {chart.name}{' '}
            <span className="aux">
              {chart.to_on
                ? t('funds.chart_to', { from: chart.from_on, to: chart.to_on })
                : t('funds.chart_from', { from: chart.from_on })}
            </span>
          </summary>
          <table>
            <tbody>
              {chart.layout.rules.map((rule) => (
                <tr key={`${rule.side} ${rule.fund} ${rule.source} ${rule.purpose} ${rule.account}`}>
                  <td className={css.day}>{t(`funds.${rule.side}_side`)}</td>
                  <td>
                    {rule.fund
                      ? t('funds.rule_fund', { fund: rule.fund })
                      : rule.source
                        ? t(`funds.source_${rule.source}`)
                        : t('funds.any_source')}
                  </td>
                  <td>
                    {rule.purpose
                      ? t(`funds.purpose_${rule.purpose}`)
                      : rule.side === 'out'
                        ? t('funds.any_purpose')
                        : ''}
                  </td>
                  <td>
                    {rule.account} {chart.layout.accounts.find((one) => one.code === rule.account)?.name}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      ))}
    </Card>
  )
}
