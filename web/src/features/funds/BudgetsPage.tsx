import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { sentenceOf } from '../../api/sentence'
import { useAction } from '../../api/useAction'
import { useMe } from '../../auth/session'
import { cx } from '../../lib/cx'
import { halfYear } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { MoneyInput } from '../../ui/MoneyInput'
import { Page } from '../../ui/Page'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { useToday } from '../../ui/today'
import css from './funds.module.css'
import { fundKeys, proposalsQuery, setBudgets } from './queries'
import { StaleBar } from './StaleBar'
import type { Proposal } from './types'

const keyOf = (one: Proposal) => `${one.fund_id} ${one.half}`

/** A year's budgets beside what the year before used; the proposal can be taken over, changed and set at once. */
export default function BudgetsPage() {
  const t = useT()
  const [query, setQuery] = useSearchParams()
  const next = String(Number(useToday().slice(0, 4)) + 1)
  const year = query.get('year') ?? next
  const list = useQuery(proposalsQuery(year))
  const turn = (by: number) => setQuery({ year: String(Number(year) + by) })
  return (
    <Page
      title={t('funds.budgets_of', { year })}
      back={paths.fundList}
      actions={
        <>
          <Button onClick={() => turn(-1)}>{t('funds.year_before')}</Button>
          <Button disabled={year >= next} onClick={() => turn(1)}>
            {t('funds.year_after')}
          </Button>
        </>
      }
    >
      {list.data ? (
        <Table
          key={`${year} ${list.data.items.map((one) => one.version).join()}`}
          year={year}
          list={list.data.items}
          reload={() => list.refetch()}
        />
      ) : list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <Loading lines={8} />
      )}
    </Page>
  )
}

function Table({ year, list, reload }: { year: string; list: Proposal[]; reload: () => void }) {
  const t = useT()
  const may = useMe().permissions.includes('fund.manage')
  const queries = useQueryClient()
  const [amounts, setAmounts] = useState<Record<string, number | undefined>>(() =>
    Object.fromEntries(list.map((one) => [keyOf(one), one.amount_fen || undefined])),
  )
  const [asking, setAsking] = useState(false)
  const [stale, setStale] = useState('')
  const changed = list.filter((one) => {
    const fen = amounts[keyOf(one)]
    return fen !== undefined && fen > 0 && fen !== one.amount_fen
  })
  const save = useAction({
    send: (reason: string, key) =>
      setBudgets(
        {
          year,
          reason,
          items: changed.map(({ fund_id, half, version, ...one }) => ({
            fund_id,
            half,
            version,
            amount_fen: amounts[keyOf({ ...one, fund_id, half, version })] ?? 0,
          })),
        },
        key,
      ),
    done: t('funds.saved'),
    onDone: async () => {
      setAsking(false)
      await queries.invalidateQueries({ queryKey: fundKeys.all })
    },
    onRefused: (error) => {
      if (error.code !== 'stale') return false
      setAsking(false)
      setStale(sentenceOf(error))
      return true
    },
  })
  const takeOver = () =>
    setAmounts((now) =>
      Object.fromEntries(
        list.map((one) => [
          keyOf(one),
          now[keyOf(one)] ?? (one.proposed_fen > 0 ? one.proposed_fen : undefined),
        ]),
      ),
    )
  return (
    <>
      <StaleBar says={stale} onReload={reload} />
      <Card
        title={t('funds.budgets')}
        note={t('funds.proposal_note')}
        extra={
          may ? (
            <>
              <Button size="small" onClick={takeOver}>
                {t('funds.take_proposals')}
              </Button>
              <Button
                size="small"
                type="primary"
                disabled={changed.length === 0}
                onClick={() => setAsking(true)}
              >
                {t('funds.set_n_budgets', { n: changed.length })}
              </Button>
            </>
          ) : undefined
        }
      >
        <div className={css.wideRows}>
          <table className={cx(css.table, css.full, css.budgets)}>
            <thead>
              <tr>
                <th>{t('funds.fund')}</th>
                <th>{t('funds.half')}</th>
                <th className="num">{t('funds.last_budget')}</th>
                <th className="num">{t('funds.last_used')}</th>
                <th className="num">{t('funds.proposed')}</th>
                <th className="num">{t('funds.budget')}</th>
              </tr>
            </thead>
            <tbody>
              {list.map((one) => (
                <tr key={keyOf(one)}>
                  <td>
                    <Link to={paths.fund(one.fund_id)}>{one.fund_name}</Link>
                  </td>
                  <td>{halfYear(one.half)}</td>
                  <td className="num" data-label={t('funds.last_budget')}>
                    {one.last_fen ? yuan(one.last_fen) : '—'}
                  </td>
                  <td className="num" data-label={t('funds.last_used')}>
                    {yuan(one.used_fen)}
                  </td>
                  <td className="num" data-label={t('funds.proposed')}>
                    {one.proposed_fen ? yuan(one.proposed_fen) : '—'}
                  </td>
                  <td className="num">
                    {may ? (
                      <MoneyInput
                        label={t('funds.budget_for', { fund: one.fund_name, half: halfYear(one.half) })}
                        value={amounts[keyOf(one)]}
                        onChange={(fen) => setAmounts((now) => ({ ...now, [keyOf(one)]: fen }))}
                      />
                    ) : one.amount_fen ? (
                      yuan(one.amount_fen)
                    ) : (
                      '—'
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Card>
      <ReasonDialog
        open={asking}
        title={t('funds.set_n_budgets', { n: changed.length })}
        confirm={t('funds.save')}
        pending={save.pending}
        onConfirm={(reason) => save.run(reason)}
        onClose={() => setAsking(false)}
      />
    </>
  )
}
