import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { DateText } from '../../ui/DateText'
import { Icon } from '../../ui/Icon'
import { Money } from '../../ui/Money'
import type { TableFilter } from '../../ui/TableFilters'
import { Tag } from '../../ui/Tag'
import { BatchDialog } from './BatchDialog'
import { FundsPart } from './FundsPart'
import { FundTag } from './FundTag'
import { fundKeys, poolQuery } from './queries'
import { type OrderRow, orderStates, purposes, stoppable } from './types'

export default function OrdersPage() {
  const t = useT()
  const navigate = useNavigate()
  const may = useMe().permissions
  const funds = useQuery(poolQuery).data?.funds
  const [making, setMaking] = useState(false)
  const filters = useMemo<TableFilter[]>(
    () => [
      { key: 'q', label: t('funds.order_find'), kind: 'text' },
      {
        key: 'state',
        label: t('funds.state'),
        kind: 'choices',
        options: orderStates.map((code) => ({ value: code, label: t(`funds.order_${code}`) })),
      },
      {
        key: 'purpose',
        label: t('funds.purpose'),
        kind: 'choice',
        options: purposes.map((code) => ({ value: code, label: t(`funds.purpose_${code}`) })),
        width: 120,
      },
      {
        key: 'fund_id',
        label: t('funds.fund'),
        kind: 'choice',
        options: (funds ?? []).map((fund) => ({ value: fund.id, label: fund.name })),
        width: 180,
      },
      { key: 'case_id', label: '', kind: 'hidden' },
      { key: 'batch_id', label: '', kind: 'hidden' },
    ],
    [t, funds],
  )
  const columns = useMemo<Column<OrderRow>[]>(
    () => [
      { key: 'payee', title: t('funds.payee'), width: 96, render: (row) => row.payee_name },
      {
        key: 'state',
        title: t('funds.state'),
        width: 110,
        phone: 'head',
        render: (row) => (
          <>
            <FundTag of="order" state={row.state} />
            {row.urgent ? <Tag tone="red">{t('funds.urgent')}</Tag> : null}
          </>
        ),
      },
      { key: 'case_no', title: t('funds.case_no'), width: 124, render: (row) => row.case_no || '—' },
      {
        key: 'purpose',
        title: t('funds.purpose'),
        width: 90,
        render: (row) => t(`funds.purpose_${row.purpose}`),
      },
      { key: 'fund', title: t('funds.fund'), render: (row) => row.fund_name },
      {
        key: 'account',
        title: t('funds.account'),
        width: 190,
        phone: 'hide',
        render: (row) => t('funds.account_end', { bank: row.bank, last4: row.last4 }),
      },
      {
        key: 'amount_fen',
        title: t('funds.amount_yuan'),
        width: 110,
        align: 'right',
        sortable: true,
        render: (row) => <Money fen={row.amount_fen} exact />,
      },
      {
        key: 'due_on',
        title: t('funds.due_on'),
        width: 90,
        sortable: true,
        render: (row) => <DateText date={row.due_on} />,
      },
      {
        key: 'note',
        title: t('funds.note'),
        width: 150,
        render: (row) =>
          row.overdue && stoppable.includes(row.state) ? (
            <Tag tone="red">{t('funds.overdue')}</Tag>
          ) : row.failure ? (
            t(`funds.failure_${row.failure}`)
          ) : (
            row.reason || (row.batch_no ? t('funds.in_batch', { no: row.batch_no }) : '')
          ),
      },
    ],
    [t],
  )
  return (
    <FundsPart
      actions={
        may.includes('fund.make') ? (
          <Button type="primary" icon={<Icon name="plus" />} onClick={() => setMaking(true)}>
            {t('funds.batch_create')}
          </Button>
        ) : undefined
      }
    >
      <DataTable
        name={fundKeys.orders}
        path="/funds/orders"
        columns={columns}
        filters={filters}
        defaultSort="-due_on"
        rowKey={(row) => row.id}
        rowLink={(row) => paths.fundOrder(row.id)}
        exportable
        empty={{ title: t('funds.no_orders'), hint: t('funds.no_orders_hint') }}
      />
      <BatchDialog
        open={making}
        onClose={() => setMaking(false)}
        onMade={(made) => void navigate(paths.fundBatch(made.id))}
      />
    </FundsPart>
  )
}
