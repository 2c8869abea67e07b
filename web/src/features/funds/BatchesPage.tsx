import Button from 'antd/es/button'
import { useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { useMe } from '../../auth/session'
import { type Translate, useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { DateText } from '../../ui/DateText'
import { Icon } from '../../ui/Icon'
import { Money } from '../../ui/Money'
import type { TableFilter } from '../../ui/TableFilters'
import { BatchDialog } from './BatchDialog'
import { FundsPart } from './FundsPart'
import { FundTag } from './FundTag'
import { fundKeys } from './queries'
import { type BatchRow, batchStates } from './types'

/** Who did a step in the present round. */
const by = (t: Translate, row: BatchRow, acts: string[]) =>
  row.signs
    .filter((sign) => sign.round === row.round && acts.includes(sign.act))
    .map((sign) => sign.name)
    .join(t('ui.and'))

export default function BatchesPage() {
  const t = useT()
  const navigate = useNavigate()
  const may = useMe().permissions
  const [making, setMaking] = useState(false)
  const filters = useMemo<TableFilter[]>(
    () => [
      {
        key: 'state',
        label: t('funds.state'),
        kind: 'choices',
        options: batchStates.map((code) => ({ value: code, label: t(`funds.batch_${code}`) })),
        width: 200,
      },
    ],
    [t],
  )
  const columns = useMemo<Column<BatchRow>[]>(
    () => [
      { key: 'no', title: t('funds.batch_no'), width: 130, sortable: true, render: (row) => row.no },
      {
        key: 'state',
        title: t('funds.state'),
        width: 96,
        phone: 'head',
        render: (row) => <FundTag of="batch" state={row.state} />,
      },
      {
        key: 'title',
        title: t('funds.batch_title'),
        render: (row) => row.title || <span className="aux">—</span>,
      },
      { key: 'lines', title: t('funds.lines'), width: 80, align: 'right', render: (row) => row.lines },
      {
        key: 'sum',
        title: t('funds.amount_yuan'),
        width: 130,
        align: 'right',
        render: (row) => <Money fen={row.sum_fen} exact strong />,
      },
      { key: 'pay_on', title: t('funds.pay_on'), width: 96, render: (row) => <DateText date={row.pay_on} /> },
      {
        key: 'maker',
        title: t('funds.maker'),
        width: 90,
        render: (row) => by(t, row, ['lock']) || row.made_by,
      },
      {
        key: 'reviewer',
        title: t('funds.reviewer'),
        width: 110,
        render: (row) => by(t, row, ['sign', 'review']) || <span className="aux">—</span>,
      },
      {
        key: 'releaser',
        title: t('funds.releaser'),
        width: 90,
        render: (row) => by(t, row, ['release']) || <span className="aux">—</span>,
      },
      {
        key: 'result',
        title: t('funds.result'),
        width: 150,
        render: (row) =>
          row.paid_lines + row.failed_lines > 0
            ? t('funds.result_of', { paid: row.paid_lines, failed: row.failed_lines })
            : '',
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
        name={fundKeys.batches}
        path="/funds/batches"
        exportable
        columns={columns}
        filters={filters}
        defaultSort="-no"
        rowKey={(row) => row.id}
        rowLink={(row) => paths.fundBatch(row.id)}
        empty={{ title: t('funds.no_batches'), hint: t('funds.no_batches_hint') }}
      />
      <BatchDialog
        open={making}
        onClose={() => setMaking(false)}
        onMade={(made) => void navigate(paths.fundBatch(made.id))}
      />
    </FundsPart>
  )
}
