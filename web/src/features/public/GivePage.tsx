import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { client, data, once } from '../../api/http'
import type { Schemas } from '../../api/schemas'
import { useAction } from '../../api/useAction'
import { fullDate } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { MoneyInput } from '../../ui/MoneyInput'
import { PublicFrame } from './PublicFrame'
import css from './public.module.css'
import { Reports } from './Reports'

type Campaign = Schemas['GiftPublicCampaign']
type Pledging = Schemas['GiftPublicPledging']
type Pledged = Schemas['GiftPublicPledged']

/** Where the QR code leads: anybody may pledge; the money goes by transfer, with the pledge's number. */
export default function GivePage() {
  const t = useT()
  const { code = '' } = useParams()
  const campaign = useQuery({
    queryKey: ['public', 'campaign', code],
    queryFn: ({ signal }) =>
      data(client.GET('/api/v1/public/campaigns/{code}', { params: { path: { code } }, signal })),
    retry: false,
  })
  return (
    <PublicFrame title={campaign.data?.name ?? t('public.give')}>
      {campaign.isPending ? (
        <Loading lines={6} />
      ) : campaign.isError ? (
        <ErrorState error={campaign.error} onRetry={() => void campaign.refetch()} />
      ) : (
        <Ready campaign={campaign.data} />
      )}
    </PublicFrame>
  )
}

function Ready({ campaign }: { campaign: Campaign }) {
  const t = useT()
  const [made, setMade] = useState<Pledged>()
  return (
    <>
      <p>{campaign.aim}</p>
      <p className="sec">
        {[
          campaign.organiser,
          campaign.charity,
          t('public.certificate', { no: campaign.certificate_no }),
          t('public.filing', { no: `${campaign.filed_with} ${campaign.filing_no}` }),
          `${fullDate(campaign.from_on)} – ${fullDate(campaign.to_on)}`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <div className={css.narrow}>
        {made ? (
          <Thanks made={made} />
        ) : campaign.running ? (
          <PledgeForm code={campaign.code} onDone={setMade} />
        ) : (
          <EmptyState icon="heart" title={t('public.not_running')} hint={t('public.not_running_hint')} />
        )}
      </div>
      <Reports list={campaign.reports} />
    </>
  )
}

function PledgeForm({ code, onDone }: { code: string; onDone: (made: Pledged) => void }) {
  const t = useT()
  const [form] = Form.useForm<Pledging>()
  const anonymous = Form.useWatch('anonymous', form)
  const action = useAction({
    send: (values: Pledging, key: string) =>
      data(
        client.POST('/api/v1/public/campaigns/{code}/pledges', {
          params: { path: { code } },
          body: { ...values, name: values.name ?? '', phone: values.phone ?? '' },
          headers: once(key),
        }),
      ),
    form,
    onDone,
  })
  return (
    <Card title={t('public.pledge')} padded>
      <Form form={form} layout="vertical" onFinish={action.run}>
        <Form.Item
          name="amount_fen"
          label={t('public.pledge_amount')}
          rules={[{ required: true, message: t('public.needed') }]}
        >
          <MoneyInput />
        </Form.Item>
        <Form.Item
          name="name"
          label={t('public.name')}
          rules={anonymous ? [] : [{ required: true, message: t('public.name_needed') }]}
        >
          <Input maxLength={80} autoComplete="name" />
        </Form.Item>
        <Form.Item name="anonymous" valuePropName="checked">
          <Checkbox>{t('public.anonymous')}</Checkbox>
        </Form.Item>
        <Form.Item name="phone" label={t('public.your_phone')}>
          <Input maxLength={30} inputMode="tel" autoComplete="tel" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block size="large" loading={action.pending}>
          {t('public.pledge_ok')}
        </Button>
        <p className="sec">{t('public.pledge_note')}</p>
      </Form>
    </Card>
  )
}

function Thanks({ made }: { made: Pledged }) {
  const t = useT()
  return (
    <Card title={t('public.thanks')} padded>
      <dl className={css.facts}>
        <div>
          <dt>{t('public.pledge_no')}</dt>
          <dd>
            <b>{made.no}</b>
          </dd>
        </div>
        <div>
          <dt>{t('public.pledge_amount')}</dt>
          <dd>{t('public.yuan', { amount: yuan(made.amount_fen, { fen: true }) })}</dd>
        </div>
        <div>
          <dt>{t('public.payee_account')}</dt>
          <dd>{made.payee_account}</dd>
        </div>
      </dl>
      <p>{t('public.thanks_note')}</p>
      <p>
        <Link to={`${paths.publicPledge}?no=${encodeURIComponent(made.no)}`}>{t('public.my_pledge')}</Link>
      </p>
    </Card>
  )
}
