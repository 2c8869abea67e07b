import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { useAction } from '../../api/useAction'
import { can, useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { FundTag } from './FundTag'
import css from './funds.module.css'
import { NettingCard, waits } from './NettingCard'
import { fundKeys, orderQuery, type Step, stepOrder } from './queries'
import { type Order, stoppable } from './types'

export default function OrderPage() {
  const t = useT()
  const { id = '' } = useParams()
  const order = useQuery(orderQuery(id))
  if (!order.data)
    return (
      <Page title={t('funds.order')} back={paths.fundOrders}>
        <Card>
          {order.isError ? (
            <ErrorState error={order.error} onRetry={() => void order.refetch()} />
          ) : (
            <Loading lines={8} />
          )}
        </Card>
      </Page>
    )
  return <Ready order={order.data} />
}

function Ready({ order }: { order: Order }) {
  const t = useT()
  const me = useMe()
  const queries = useQueryClient()
  const [asking, setAsking] = useState<'hold' | 'account' | 'repay' | 'net'>()
  const step = useAction({
    send: (input: Omit<Step, 'version'>, key) =>
      stepOrder(order.id, { ...input, version: order.version }, key),
    done: t('funds.saved'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: fundKeys.all })
      setAsking(undefined)
    },
  })
  return (
    <Page
      title={`${order.payee_name} · ${t(`funds.purpose_${order.purpose}`)} ${yuan(order.amount_fen, { fen: true })}`}
      note={<FundTag of="order" state={order.state} />}
      back={paths.fundOrders}
      actions={
        <>
          {me.permissions.includes('gift.trace') ? (
            <Link to={paths.giftTrace(order.id)}>{t('funds.to_gifts')}</Link>
          ) : null}
          {can(order, 'account') ? (
            <Button onClick={() => setAsking('account')}>{t('funds.order_account')}</Button>
          ) : null}
          {can(order, 'net') ? (
            <Button type="primary" onClick={() => setAsking('net')}>
              {t('funds.net')}
            </Button>
          ) : null}
          {can(order, 'hold') ? <Button onClick={() => setAsking('hold')}>{t('funds.hold')}</Button> : null}
          {can(order, 'resume') ? (
            <Button type="primary" loading={step.pending} onClick={() => step.run({ verb: 'resume' })}>
              {t('funds.resume')}
            </Button>
          ) : null}
          {can(order, 'repay') ? (
            <Button type="primary" onClick={() => setAsking('repay')}>
              {t('funds.repay')}
            </Button>
          ) : null}
        </>
      }
    >
      <div className={css.two}>
        <Facts order={order} />
        <Card title={t('funds.earlier')} note={t('funds.earlier_note', { year: order.year })}>
          <ul className={css.rows}>
            {order.earlier.map((row) => (
              <li key={`${row.department} ${row.project} ${row.period} ${row.amount_fen}`}>
                <span>{word(t, 'department', row.department)}</span>
                <span>
                  {word(t, 'purpose', row.project)} <span className="aux">{row.period}</span>
                </span>
                <b className="num">{yuan(row.amount_fen)}</b>
                <span />
              </li>
            ))}
          </ul>
        </Card>
        <NettingCard order={order} />
      </div>
      <ReasonDialog
        open={asking !== undefined}
        title={asking ? t(`funds.${asking}_title`) : ''}
        confirm={asking ? t(asking === 'account' ? 'funds.order_account' : `funds.${asking}`) : ''}
        pending={step.pending}
        onConfirm={(reason) => asking && step.run({ verb: asking, reason })}
        onClose={() => setAsking(undefined)}
      >
        {asking ? t(`funds.${asking}_what`) : null}
        {asking === 'net' ? <NetAmounts order={order} /> : null}
      </ReasonDialog>
    </Page>
  )
}

function NetAmounts({ order }: { order: Order }) {
  const t = useT()
  const fen = { fen: true }
  const rest = yuan(order.pay_fen - order.net_fen, fen)
  return <p>{t('funds.net_amounts', { net: yuan(order.net_fen, fen), rest })}</p>
}

/** The word of a code; what is no known code is shown as it is. */
function word(t: ReturnType<typeof useT>, kind: string, code: string): string {
  const key = `funds.${kind}_${code}`
  const text = t(key)
  return text === key ? code : text
}

/** What a debt to the order's own fund means for the order. */
function owedWords(order: Order): string {
  if (order.net_fen > 0) return 'funds.claimed_why'
  return order.exempt ? 'funds.claimed_exempt' : 'funds.claimed_kept'
}

function Facts({ order }: { order: Order }) {
  const t = useT()
  const sees = useMe().permissions.includes('aid.view')
  const facts: [string, React.ReactNode][] = [
    [
      t('funds.case_no'),
      sees ? (
        <Link key="case" to={paths.case(order.case_id)}>
          {order.case_no || t('funds.case_open')}
        </Link>
      ) : (
        order.case_no
      ),
    ],
    [t('funds.beneficiary'), order.person_name || t('funds.whole_household')],
    [t('funds.payee'), order.payee_name],
    [t('funds.account'), t('funds.account_end', { bank: order.bank, last4: order.last4 })],
    [
      t('funds.fund'),
      <Link key="fund" to={paths.fund(order.fund_id)}>
        {order.fund_name}
      </Link>,
    ],
    [t('funds.department'), word(t, 'department', order.department)],
    [t('funds.period_of'), order.period_text],
    [t('funds.invoice_no'), order.invoice_no],
    // The words of an award's period tell the instalment already.
    [
      t('funds.instalment'),
      order.instalment && order.period_text === order.period ? String(order.instalment) : '',
    ],
    [t('funds.due_on'), order.due_on],
    [t('funds.paid_on'), order.paid_on],
    [
      t('funds.batch'),
      order.batch_id ? (
        <Link key="batch" to={paths.fundBatch(order.batch_id)}>
          {order.batch_no}
        </Link>
      ) : (
        ''
      ),
    ],
    [t('funds.netted'), order.netted_fen ? yuan(order.netted_fen, { fen: true }) : ''],
    [t('funds.offset'), order.offset_fen ? yuan(order.offset_fen, { fen: true }) : ''],
    [t('funds.bank_pays'), order.offset_fen ? yuan(order.pay_fen, { fen: true }) : ''],
    [t('funds.failure'), order.failure ? t(`funds.failure_${order.failure}`) : ''],
    [t('funds.reason'), order.reason],
    [
      t('funds.replaces'),
      order.replaces_id ? (
        <Link key="old" to={paths.fundOrder(order.replaces_id)}>
          {t('funds.failed_order')}
        </Link>
      ) : (
        ''
      ),
    ],
    [
      t('funds.replaced_by'),
      order.replaced_by ? (
        <Link key="new" to={paths.fundOrder(order.replaced_by)}>
          {t('funds.new_order')}
        </Link>
      ) : (
        ''
      ),
    ],
  ]
  return (
    <Card title={t('funds.order')} padded>
      {order.claimed_fen > 0 && waits(order) ? (
        <p className={css.warn}>{t(owedWords(order), { yuan: yuan(order.claimed_fen, { fen: true }) })}</p>
      ) : null}
      {order.overdue && stoppable.includes(order.state) ? (
        <p className={css.warn}>{t('funds.overdue_why')}</p>
      ) : null}
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
    </Card>
  )
}
