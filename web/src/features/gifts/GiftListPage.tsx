import { useMemo } from 'react'
import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { Money } from '../../ui/Money'
import type { TableFilter } from '../../ui/TableFilters'
import { GiftsPart } from './GiftsPart'
import { GiftTag } from './GiftTag'
import { giftKeys } from './queries'
import { forms, type GiftRow, giftStates } from './types'

/** All gifts that came in, donors masked. */
export default function GiftListPage() {
  const t = useT()
  const may = useMe().permissions
  const columns = useMemo<Column<GiftRow>[]>(
    () => [
      { key: 'no', title: t('gifts.gift_no'), width: 140, sortable: true, render: (row) => row.no },
      {
        key: 'state',
        title: t('gifts.state'),
        width: 90,
        phone: 'head',
        render: (row) => <GiftTag state={row.state} text={row.state_text} />,
      },
      { key: 'donor', title: t('gifts.donor'), width: 150, render: (row) => row.donor },
      { key: 'unit', title: t('gifts.unit'), phone: 'hide', render: (row) => row.unit },
      { key: 'campaign', title: t('gifts.campaign'), render: (row) => row.campaign },
      {
        key: 'form',
        title: t('gifts.form'),
        width: 150,
        render: (row) => row.goods_said || t(`gifts.form_${row.form}`),
      },
      { key: 'number', title: t('gifts.number'), width: 120, render: (row) => row.receipt.number },
      { key: 'received_on', title: t('gifts.received_on'), width: 110, render: (row) => row.received_on },
      {
        key: 'amount_fen',
        title: t('gifts.amount'),
        width: 120,
        align: 'right',
        sortable: true,
        render: (row) => <Money fen={row.amount_fen} exact strong />,
      },
    ],
    [t],
  )
  const filters = useMemo<TableFilter[]>(
    () => [
      { key: 'number', label: t('gifts.number'), kind: 'text', width: 160 },
      {
        key: 'state',
        label: t('gifts.state'),
        kind: 'choice',
        options: giftStates.map((value) => ({ value, label: t(`gifts.gift_${value}`) })),
      },
      {
        key: 'form',
        label: t('gifts.form'),
        kind: 'choice',
        options: forms.map((value) => ({ value, label: t(`gifts.form_${value}`) })),
      },
      { key: 'campaign_id', label: t('gifts.campaign'), kind: 'hidden' },
      { key: 'fund_id', label: t('gifts.fund'), kind: 'hidden' },
    ],
    [t],
  )
  return (
    <GiftsPart>
      <DataTable
        name={giftKeys.gifts}
        path="/gifts"
        exportable={may.includes('gift.trace')}
        columns={columns}
        filters={filters}
        defaultSort="-no"
        rowKey={(row) => row.id}
        rowLink={(row) => paths.gift(row.id)}
        empty={{ title: t('gifts.no_gifts'), hint: t('gifts.no_gifts_hint') }}
      />
    </GiftsPart>
  )
}
