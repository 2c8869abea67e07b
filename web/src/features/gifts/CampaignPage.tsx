import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useRef, useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { url } from '../../api/http'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { Collections, Disclosures, Facts, Figures, Lists } from './CampaignCards'
import { CampaignDialog } from './CampaignDialog'
import { GiftTag } from './GiftTag'
import css from './gifts.module.css'
import { PledgesCard } from './PledgesCard'
import { campaignQuery, giftKeys, type Step, stepCampaign, takeList } from './queries'
import { ReceiveDialog } from './ReceiveDialog'
import type { Campaign } from './types'

export default function CampaignPage() {
  const t = useT()
  const { id = '' } = useParams()
  const campaign = useQuery(campaignQuery(id))
  if (!campaign.data)
    return (
      <Page title={t('gifts.campaign')} back={paths.gifts}>
        <Card>
          {campaign.isError ? (
            <ErrorState error={campaign.error} onRetry={() => void campaign.refetch()} />
          ) : (
            <Loading lines={8} />
          )}
        </Card>
      </Page>
    )
  return <Ready campaign={campaign.data} />
}

function Ready({ campaign }: { campaign: Campaign }) {
  const t = useT()
  const queries = useQueryClient()
  const [editing, setEditing] = useState(false)
  const [receiving, setReceiving] = useState(false)
  const [asking, setAsking] = useState<'cancel' | 'reopen'>()
  const step = useAction({
    send: (input: Omit<Step, 'version'>, key) =>
      stepCampaign(campaign.id, { ...input, version: campaign.version }, key),
    done: t('gifts.saved'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: giftKeys.all })
      setAsking(undefined)
    },
  })
  return (
    <Page
      title={campaign.name}
      note={<GiftTag state={campaign.state} text={campaign.state_text} />}
      back={paths.gifts}
      actions={
        <>
          {can(campaign, 'cancel') ? (
            <Button onClick={() => setAsking('cancel')}>{t('gifts.cancel')}</Button>
          ) : null}
          {can(campaign, 'edit') ? <Button onClick={() => setEditing(true)}>{t('gifts.edit')}</Button> : null}
          {can(campaign, 'reopen') ? (
            <Button onClick={() => setAsking('reopen')}>{t('gifts.reopen')}</Button>
          ) : null}
          {can(campaign, 'close') ? (
            <Button loading={step.pending} onClick={() => step.run({ verb: 'close' })}>
              {t('gifts.close')}
            </Button>
          ) : null}
          {can(campaign, 'list') ? <TakeList campaign={campaign} /> : null}
          {can(campaign, 'receive') ? (
            <Button type="primary" onClick={() => setReceiving(true)}>
              {t('gifts.receive')}
            </Button>
          ) : null}
          {can(campaign, 'open') ? (
            <Button type="primary" loading={step.pending} onClick={() => step.run({ verb: 'open' })}>
              {t('gifts.open')}
            </Button>
          ) : null}
        </>
      }
    >
      <Figures campaign={campaign} />
      <div className={css.two}>
        <div className={css.column}>
          <Lists campaign={campaign} />
          <Collections campaign={campaign} />
          <PledgesCard campaign={campaign} />
        </div>
        <div className={css.column}>
          <Card title={t('gifts.facts')} padded>
            <Facts campaign={campaign} />
          </Card>
          {campaign.reach === 'public' && campaign.state === 'open' ? (
            <Card title={t('gifts.qr')}>
              <div className={css.qr}>
                <img src={url(`/gifts/campaigns/${campaign.id}/code`)} alt={t('gifts.qr_said')} />
                <div>
                  <p>{t('gifts.qr_hint')}</p>
                  <a href={paths.give(campaign.code)} target="_blank" rel="noreferrer">
                    {location.origin + paths.give(campaign.code)}
                  </a>
                </div>
              </div>
            </Card>
          ) : null}
          <Disclosures campaign={campaign} />
        </div>
      </div>
      <CampaignDialog
        open={editing}
        campaign={campaign}
        onClose={() => setEditing(false)}
        onDone={() => {}}
      />
      <ReceiveDialog campaign={campaign} open={receiving} onClose={() => setReceiving(false)} />
      <ReasonDialog
        open={asking !== undefined}
        title={t(asking === 'reopen' ? 'gifts.reopen' : 'gifts.cancel')}
        confirm={t('gifts.do_it')}
        danger={asking === 'cancel'}
        pending={step.pending}
        onConfirm={(reason) => step.run({ verb: asking ?? 'cancel', reason })}
        onClose={() => setAsking(undefined)}
      />
    </Page>
  )
}

/** A list of pledges is checked at once; its page shows what is wrong. */
function TakeList({ campaign }: { campaign: Campaign }) {
  const t = useT()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const take = useAction({
    send: (file: File) => takeList(campaign.id, file),
    onDone: async (list) => {
      await queries.invalidateQueries({ queryKey: giftKeys.all })
      await navigate(paths.giftPledges(list.id))
    },
  })
  return (
    <>
      <Button href={url('/gifts/list-form')} download icon={<Icon name="download" />}>
        {t('gifts.list_form')}
      </Button>
      <Button
        type="primary"
        icon={<Icon name="upload" />}
        loading={take.pending}
        onClick={() => input.current?.click()}
      >
        {t('gifts.take_list')}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,.xlsx"
        hidden
        aria-label={t('gifts.take_list')}
        onChange={(event) => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file) take.run(file)
        }}
      />
    </>
  )
}
