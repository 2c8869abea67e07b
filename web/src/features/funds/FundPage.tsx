import {
  type UseInfiniteQueryResult,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { url } from '../../api/http'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { halfYear } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { MoneyBar } from '../../ui/MoneyBar'
import { Page } from '../../ui/Page'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { BudgetDialog } from './BudgetDialog'
import { CarryOver } from './CarryOver'
import { FundTag } from './FundTag'
import css from './funds.module.css'
import { fundKeys, fundQuery, movementsQuery, receiptsQuery, reverseReceipt, setFundState } from './queries'
import { ReceiveDialog } from './ReceiveDialog'
import type { Fund, Receipt } from './types'

export default function FundPage() {
  const t = useT()
  const { id = '' } = useParams()
  const fund = useQuery(fundQuery(id))
  if (!fund.data)
    return (
      <Page title={t('funds.fund')} back={paths.fundList}>
        <Card>
          {fund.isError ? (
            <ErrorState error={fund.error} onRetry={() => void fund.refetch()} />
          ) : (
            <Loading lines={8} />
          )}
        </Card>
      </Page>
    )
  return <Ready fund={fund.data} />
}

function Ready({ fund }: { fund: Fund }) {
  const t = useT()
  const queries = useQueryClient()
  const [open, setOpen] = useState<'receive' | 'budget' | 'state'>()
  const closing = fund.state === 'open'
  const state = useAction({
    send: (reason: string, key) =>
      setFundState(fund.id, { open: !closing, version: fund.version, reason }, key),
    done: t('funds.saved'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: fundKeys.all })
      setOpen(undefined)
    },
  })
  const facts: [string, string][] = [
    [t('funds.code'), fund.code],
    [t('funds.source'), t(`funds.source_${fund.source}`)],
    [t('funds.donor'), fund.donor],
    [t('funds.agreement'), fund.agreement],
    [t('funds.period'), `${fund.from_on} — ${fund.to_on || t('funds.open_end')}`],
    [
      t('funds.use'),
      fund.restricted
        ? `${t('funds.restricted')}${t('ui.says')}${fund.purposes.map((code) => t(`funds.purpose_${code}`)).join(t('ui.and')) || t('funds.named_cases')}`
        : t('funds.any_use'),
    ],
  ]
  return (
    <Page
      title={fund.name}
      note={<FundTag of="fund" state={fund.state} />}
      back={paths.fundList}
      actions={
        <>
          {can(fund, 'close') || can(fund, 'reopen') ? (
            <Button onClick={() => setOpen('state')}>{t(closing ? 'funds.close' : 'funds.reopen')}</Button>
          ) : null}
          {can(fund, 'budget') ? (
            <Button onClick={() => setOpen('budget')}>{t('funds.set_budget')}</Button>
          ) : null}
          {can(fund, 'receive') ? (
            <Button type="primary" icon={<Icon name="plus" />} onClick={() => setOpen('receive')}>
              {t('funds.receive')}
            </Button>
          ) : null}
        </>
      }
    >
      <div className={css.fund}>
        <Card title={t('funds.money')} note={t('funds.unit')} padded>
          <div className={css.figures}>
            <div className={css.main}>
              <span>{t('funds.balance')}</span>
              <b>{yuan(fund.balance_fen)}</b>
            </div>
            <div>
              <span>{t('funds.received')}</span>
              <b>{yuan(fund.received_fen)}</b>
            </div>
            <div>
              <span>{t('funds.paid')}</span>
              <b>{yuan(fund.paid_fen)}</b>
            </div>
            {fund.other_fen ? (
              <div title={t('funds.other_change_what')}>
                <span>{t('funds.other_change')}</span>
                <b>{signed(fund.other_fen)}</b>
              </div>
            ) : null}
          </div>
          <MoneyBar
            legend
            label={t('funds.balance')}
            whole={fund.balance_fen}
            parts={[
              { label: t('funds.available'), fen: fund.available_fen, color: 'var(--c-blue1)' },
              { label: t('funds.committed'), fen: fund.committed_fen, color: 'var(--c-gold)' },
            ]}
          />
          <dl className={css.facts}>
            {facts.map(([label, text]) =>
              text ? (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{text}</dd>
                </div>
              ) : null,
            )}
          </dl>
          {fund.budgets.map((budget) => (
            <div key={budget.half} className={css.budget}>
              <span>{t('funds.budget_of', { half: halfYear(budget.half) })}</span>
              <MoneyBar
                thin
                label={t('funds.budget_of', { half: halfYear(budget.half) })}
                whole={budget.amount_fen}
                parts={[{ label: t('funds.used'), fen: budget.used_fen, color: 'var(--c-blue2)' }]}
              />
              <span className="num">
                {yuan(budget.used_fen)} / {yuan(budget.amount_fen)}
              </span>
              <CarryOver fund={fund} budget={budget} />
            </div>
          ))}
        </Card>
        <Receipts fund={fund} />
        <Movements id={fund.id} />
      </div>
      <ReceiveDialog fund={fund} open={open === 'receive'} onClose={() => setOpen(undefined)} />
      <BudgetDialog fund={fund} open={open === 'budget'} onClose={() => setOpen(undefined)} />
      <ReasonDialog
        open={open === 'state'}
        title={t(closing ? 'funds.close_title' : 'funds.reopen_title', { name: fund.name })}
        confirm={t(closing ? 'funds.close' : 'funds.reopen')}
        danger={closing}
        pending={state.pending}
        onConfirm={state.run}
        onClose={() => setOpen(undefined)}
      />
    </Page>
  )
}

/** What a long list of the fund has besides its rows: the file of all of them, and the next page. */
function Export({ of, id }: { of: 'receipts' | 'movements'; id: string }) {
  const t = useT()
  return (
    <Button
      size="small"
      icon={<Icon name="download" />}
      href={url(`/funds/${of}/export`, { fund_id: id })}
      download
    >
      {t('ui.export')}
    </Button>
  )
}

function More({ list }: { list: UseInfiniteQueryResult }) {
  const t = useT()
  return list.hasNextPage ? (
    <div className={css.more}>
      <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {t('ui.more')}
      </Button>
    </div>
  ) : null
}

function Receipts({ fund }: { fund: Fund }) {
  const t = useT()
  const queries = useQueryClient()
  const [chosen, setChosen] = useState<Receipt>()
  const list = useInfiniteQuery(receiptsQuery(fund.id))
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  const reverse = useAction({
    send: ({ id, reason }: { id: string; reason: string }, key) => reverseReceipt(id, reason, key),
    done: t('funds.reversed_done'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: fundKeys.all })
      setChosen(undefined)
    },
  })
  return (
    <Card
      title={t('funds.receipts')}
      note={t('funds.unit')}
      extra={rows.length > 0 ? <Export of="receipts" id={fund.id} /> : undefined}
    >
      {list.isPending ? (
        <Loading lines={4} />
      ) : list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <p className={css.none}>{t('funds.no_receipts')}</p>
      ) : null}
      <ul className={css.rows}>
        {rows.map((row) => (
          <li key={row.id} className={row.reversed_tx ? css.gone : undefined}>
            <DateText date={row.received_on} />
            <span>
              {row.payer_name}
              <span className="aux">
                {' '}
                {t('funds.evidence')} {row.evidence_no}
                {row.reversed_tx
                  ? ` · ${t('funds.reversed', { who: row.reversed_by, reason: row.reason })}`
                  : ''}
              </span>
            </span>
            <b className="num">{yuan(row.amount_fen)}</b>
            {can(fund, 'reverse_receipt') && !row.reversed_tx ? (
              <Button size="small" type="text" onClick={() => setChosen(row)}>
                {t('funds.reverse')}
              </Button>
            ) : (
              <span />
            )}
          </li>
        ))}
      </ul>
      <More list={list} />
      <ReasonDialog
        open={chosen !== undefined}
        title={t('funds.reverse_title', { no: chosen?.evidence_no ?? '' })}
        confirm={t('funds.reverse')}
        danger
        pending={reverse.pending}
        onConfirm={(reason) => chosen && reverse.run({ id: chosen.id, reason })}
        onClose={() => setChosen(undefined)}
      />
    </Card>
  )
}

function Movements({ id }: { id: string }) {
  const t = useT()
  const list = useInfiniteQuery(movementsQuery(id))
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Card
      title={t('funds.movements')}
      note={t('funds.movements_note')}
      extra={rows.length > 0 ? <Export of="movements" id={id} /> : undefined}
      className={css.movements}
    >
      {list.isPending ? (
        <Loading lines={6} />
      ) : list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <p className={css.none}>{t('funds.no_movements')}</p>
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              <th>{t('funds.day')}</th>
              <th>{t('funds.what')}</th>
              <th className="num">{t('funds.change')}</th>
              <th className="num">{t('funds.committed_change')}</th>
              <th className="num">{t('funds.balance')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.seq}>
                <td>
                  <DateText date={row.on} />
                </td>
                <td>
                  {row.order_id ? (
                    <Link to={paths.fundOrder(row.order_id)}>{t(`funds.kind_${row.kind}`)}</Link>
                  ) : (
                    t(`funds.kind_${row.kind || 'receipt'}`)
                  )}{' '}
                  <span className="aux">{row.memo}</span>
                </td>
                <td className="num">{signed(row.change_fen)}</td>
                <td className="num">{signed(row.committed_fen)}</td>
                <td className="num">{yuan(row.balance_fen)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <More list={list} />
    </Card>
  )
}

function signed(fen: number): string {
  return fen === 0 ? '' : (fen > 0 ? '+' : '') + yuan(fen)
}
