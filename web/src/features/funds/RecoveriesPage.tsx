import Button from 'antd/es/button'
import { useMemo, useState } from 'react'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { Money } from '../../ui/Money'
import type { TableFilter } from '../../ui/TableFilters'
import { Tag } from '../../ui/Tag'
import { FundsPart } from './FundsPart'
import { fundKeys } from './queries'
import { RecoverDialog } from './RecoverDialog'
import type { Recovery } from './types'

/** Payments that have to come back, what of them has come, and where it is entered. */
export default function RecoveriesPage() {
  const t = useT()
  const [chosen, setChosen] = useState<Recovery>()
  const filters = useMemo<TableFilter[]>(
    () => [
      {
        key: 'state',
        label: t('funds.state'),
        kind: 'choice',
        options: ['open', 'received'].map((code) => ({ value: code, label: t(`funds.recovery_${code}`) })),
      },
    ],
    [t],
  )
  const columns = useMemo<Column<Recovery>[]>(
    () => [
      { key: 'payee', title: t('funds.payee'), width: 96, render: (row) => row.payee_name },
      {
        key: 'state',
        title: t('funds.state'),
        width: 90,
        phone: 'head',
        render: (row) => (
          <Tag tone={row.state === 'open' ? 'red' : 'green'}>{t(`funds.recovery_${row.state}`)}</Tag>
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
      { key: 'reason', title: t('funds.reason'), render: (row) => row.reason },
      {
        key: 'amount_fen',
        title: t('funds.to_come_back'),
        width: 120,
        align: 'right',
        render: (row) => <Money fen={row.amount_fen} exact />,
      },
      {
        key: 'received_fen',
        title: t('funds.came_back'),
        width: 120,
        align: 'right',
        render: (row) => <Money fen={row.received_fen} exact />,
      },
      {
        key: 'open_fen',
        title: t('funds.still_open'),
        width: 120,
        align: 'right',
        render: (row) => <Money fen={row.open_fen} exact strong />,
      },
      {
        key: 'act',
        title: '',
        width: 110,
        render: (row) =>
          can(row, 'receive') ? (
            <Button size="small" onClick={() => setChosen(row)}>
              {t('funds.recover')}
            </Button>
          ) : row.pending_fen > 0 ? (
            t('funds.netting_pending')
          ) : (
            ''
          ),
      },
    ],
    [t],
  )
  return (
    <FundsPart>
      <DataTable
        name={fundKeys.recoveries}
        path="/funds/recoveries"
        columns={columns}
        filters={filters}
        rowKey={(row) => row.id}
        rowLink={(row) => paths.fundOrder(row.order_id)}
        exportable
        empty={{ title: t('funds.no_recoveries'), hint: t('funds.no_recoveries_hint') }}
      />
      {chosen ? <RecoverDialog recovery={chosen} onClose={() => setChosen(undefined)} /> : null}
    </FundsPart>
  )
}
