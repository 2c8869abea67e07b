import Button from 'antd/es/button'
import { useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { Icon } from '../../ui/Icon'
import { Money } from '../../ui/Money'
import { Tag } from '../../ui/Tag'
import { FundDialog } from './FundDialog'
import { FundsPart } from './FundsPart'
import { FundTag } from './FundTag'
import { fundKeys } from './queries'
import type { FundRow } from './types'

export default function FundListPage() {
  const t = useT()
  const navigate = useNavigate()
  const may = useMe().permissions
  const [making, setMaking] = useState(false)
  const columns = useMemo<Column<FundRow>[]>(
    () => [
      { key: 'name', title: t('funds.fund'), render: (row) => row.name },
      {
        key: 'state',
        title: t('funds.state'),
        width: 90,
        phone: 'head',
        render: (row) => <FundTag of="fund" state={row.state} />,
      },
      { key: 'code', title: t('funds.code'), width: 110, phone: 'hide', render: (row) => row.code },
      {
        key: 'source',
        title: t('funds.source'),
        width: 150,
        render: (row) => t(`funds.source_${row.source}`),
      },
      {
        key: 'restricted',
        title: t('funds.use'),
        width: 190,
        render: (row) =>
          row.restricted ? (
            <>
              <Tag tone="violet">{t('funds.restricted')}</Tag>{' '}
              {row.purposes.map((code) => t(`funds.purpose_${code}`)).join(t('ui.and')) ||
                t('funds.named_cases')}
            </>
          ) : (
            <span className="aux">{t('funds.any_use')}</span>
          ),
      },
      {
        key: 'balance',
        title: t('funds.balance'),
        width: 120,
        align: 'right',
        render: (row) => <Money fen={row.balance_fen} strong />,
      },
      {
        key: 'committed',
        title: t('funds.committed'),
        width: 120,
        align: 'right',
        render: (row) => <Money fen={row.committed_fen} />,
      },
      {
        key: 'available',
        title: t('funds.available'),
        width: 120,
        align: 'right',
        render: (row) => <Money fen={row.available_fen} />,
      },
    ],
    [t],
  )
  return (
    <FundsPart
      actions={
        <>
          <Button onClick={() => void navigate(paths.fundBudgets)}>{t('funds.next_budgets')}</Button>
          {may.includes('fund.manage') ? (
            <Button type="primary" icon={<Icon name="plus" />} onClick={() => setMaking(true)}>
              {t('funds.create')}
            </Button>
          ) : null}
        </>
      }
    >
      <DataTable
        name={fundKeys.list}
        path="/funds"
        exportable
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={(row) => paths.fund(row.id)}
        empty={{ title: t('funds.no_funds'), hint: t('funds.no_funds_hint') }}
      />
      <FundDialog
        open={making}
        onClose={() => setMaking(false)}
        onMade={(fund) => void navigate(paths.fund(fund.id))}
      />
    </FundsPart>
  )
}
