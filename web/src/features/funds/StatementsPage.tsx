import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { DateText } from '../../ui/DateText'
import { Money } from '../../ui/Money'
import type { TableFilter } from '../../ui/TableFilters'
import { FundsPart } from './FundsPart'
import { configQuery, fundKeys } from './queries'
import { StatementTag } from './StatementTag'
import type { StatementRow } from './types'

/** All bank statements that were taken, of every account that pays. */
export default function StatementsPage() {
  const t = useT()
  const config = useQuery(configQuery)
  const filters = useMemo<TableFilter[]>(
    () => [
      {
        key: 'payer',
        label: t('funds.payer'),
        kind: 'choice',
        options: (config.data?.payers ?? []).map((one) => ({ value: one.code, label: one.name })),
        width: 170,
      },
      {
        key: 'state',
        label: t('funds.state'),
        kind: 'choice',
        options: ['open', 'balanced'].map((code) => ({ value: code, label: t(`funds.statement_${code}`) })),
      },
      { key: 'from', label: t('funds.from_day'), kind: 'date' },
      { key: 'to', label: t('funds.to_day'), kind: 'date' },
    ],
    [t, config.data],
  )
  const columns = useMemo<Column<StatementRow>[]>(
    () => [
      { key: 'name', title: t('funds.statement_file'), render: (row) => row.name },
      {
        key: 'state',
        title: t('funds.state'),
        width: 110,
        phone: 'head',
        render: (row) => <StatementTag state={row.state} />,
      },
      {
        key: 'payer',
        title: t('funds.payer'),
        width: 130,
        sortable: true,
        render: (row) => row.payer_name,
      },
      {
        key: 'to_on',
        title: t('funds.statement_days'),
        width: 176,
        sortable: true,
        render: (row) => (row.from_on === row.to_on ? row.to_on : `${row.from_on} – ${row.to_on}`),
      },
      {
        key: 'rows',
        title: t('funds.statement_rows'),
        width: 80,
        align: 'right',
        render: (row) => t('funds.matched_of', { matched: row.matched, all: row.row_count }),
      },
      {
        key: 'open',
        title: t('funds.unexplained'),
        width: 90,
        align: 'right',
        sortable: true,
        render: (row) => row.open || <span className="aux">0</span>,
      },
      {
        key: 'out',
        title: t('funds.out_yuan'),
        width: 130,
        align: 'right',
        render: (row) => <Money fen={row.out_fen} exact />,
      },
      {
        key: 'batches',
        title: t('funds.batches'),
        width: 120,
        phone: 'low',
        render: (row) => row.batches.map((one) => one.no).join(t('ui.and')) || <span className="aux">—</span>,
      },
      {
        key: 'made_at',
        title: t('funds.taken'),
        width: 136,
        sortable: true,
        render: (row) => (
          <>
            {row.made_by} <DateText at={row.made_at} />
          </>
        ),
      },
    ],
    [t],
  )
  return (
    <FundsPart>
      <DataTable
        name={fundKeys.statements}
        path="/funds/statements"
        exportable
        columns={columns}
        filters={filters}
        defaultSort="-to_on"
        rowKey={(row) => row.id}
        rowLink={(row) => paths.fundStatement(row.id)}
        empty={{ title: t('funds.no_statements'), hint: t('funds.no_statements_hint') }}
      />
    </FundsPart>
  )
}
