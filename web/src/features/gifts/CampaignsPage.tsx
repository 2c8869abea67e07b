import Button from 'antd/es/button'
import { useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { Icon } from '../../ui/Icon'
import { Money } from '../../ui/Money'
import { CampaignDialog } from './CampaignDialog'
import { GiftsPart } from './GiftsPart'
import { GiftTag } from './GiftTag'
import { giftKeys } from './queries'
import type { CampaignRow } from './types'

/** All campaigns with what they have brought. */
export default function CampaignsPage() {
  const t = useT()
  const navigate = useNavigate()
  const may = useMe().permissions
  const [making, setMaking] = useState(false)
  const columns = useMemo<Column<CampaignRow>[]>(
    () => [
      { key: 'name', title: t('gifts.campaign'), render: (row) => row.name },
      {
        key: 'state',
        title: t('gifts.state'),
        width: 110,
        phone: 'head',
        render: (row) => <GiftTag state={row.state} text={row.state_text} />,
      },
      {
        key: 'reach',
        title: t('gifts.reach'),
        width: 110,
        render: (row) => t(`gifts.reach_${row.reach}`),
      },
      {
        key: 'period',
        title: t('gifts.period'),
        width: 210,
        render: (row) => `${row.from_on} – ${row.to_on}`,
      },
      { key: 'fund', title: t('gifts.fund'), width: 180, phone: 'hide', render: (row) => row.fund_name },
      {
        key: 'pledged',
        title: t('gifts.pledged'),
        width: 120,
        align: 'right',
        render: (row) => <Money fen={row.pledged_fen} />,
      },
      {
        key: 'money',
        title: t('gifts.money_in'),
        width: 120,
        align: 'right',
        render: (row) => <Money fen={row.money_fen} strong />,
      },
      {
        key: 'gifts',
        title: t('gifts.count'),
        width: 80,
        align: 'right',
        render: (row) => row.gifts.toLocaleString(),
      },
    ],
    [t],
  )
  return (
    <GiftsPart
      actions={
        may.includes('gift.campaign') ? (
          <Button type="primary" icon={<Icon name="plus" />} onClick={() => setMaking(true)}>
            {t('gifts.create')}
          </Button>
        ) : undefined
      }
    >
      <DataTable
        name={giftKeys.campaigns}
        path="/gifts/campaigns"
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={(row) => paths.campaign(row.id)}
        empty={{ title: t('gifts.no_campaigns'), hint: t('gifts.no_campaigns_hint') }}
      />
      <CampaignDialog
        open={making}
        onClose={() => setMaking(false)}
        onDone={(made) => void navigate(paths.campaign(made.id))}
      />
    </GiftsPart>
  )
}
