import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { url } from '../../api/http'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { MoneyBar } from '../../ui/MoneyBar'
import { Page } from '../../ui/Page'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { AskDialog } from './AskDialog'
import { GiftTag } from './GiftTag'
import { GoodsCard } from './GoodsCard'
import css from './gifts.module.css'
import { decide, giftKeys, giftQuery, reveal } from './queries'
import type { Gift, Request } from './types'

export default function GiftPage() {
  const t = useT()
  const { id = '' } = useParams()
  const gift = useQuery(giftQuery(id))
  if (!gift.data)
    return (
      <Page title={t('gifts.gift')} back={paths.giftList}>
        <Card>
          {gift.isError ? (
            <ErrorState error={gift.error} onRetry={() => void gift.refetch()} />
          ) : (
            <Loading lines={8} />
          )}
        </Card>
      </Page>
    )
  return <Ready gift={gift.data} />
}

function Ready({ gift }: { gift: Gift }) {
  const t = useT()
  const [asking, setAsking] = useState<'refund' | 'repurpose'>()
  const [purposeOpen, setPurposeOpen] = useState(false)
  const [seen, setSeen] = useState('')
  const show = useAction({
    send: (purpose: string) => reveal(gift.id, purpose),
    onDone: (donor) => {
      setSeen([donor.name || t('gifts.anonymous_donor'), donor.phone].filter(Boolean).join(' '))
      setPurposeOpen(false)
    },
  })
  return (
    <Page
      title={`${gift.no} · ${yuan(gift.amount_fen, { fen: true })}`}
      note={<GiftTag state={gift.state} text={gift.state_text} />}
      back={paths.giftList}
      actions={
        <>
          {can(gift, 'repurpose') ? (
            <Button onClick={() => setAsking('repurpose')}>{t('gifts.repurpose')}</Button>
          ) : null}
          {can(gift, 'refund') ? (
            <Button onClick={() => setAsking('refund')}>{t('gifts.refund')}</Button>
          ) : null}
          {can(gift, 'print') ? (
            <Button
              type="primary"
              href={url(`/gifts/receipts/${gift.id}`)}
              target="_blank"
              icon={<Icon name="paper" />}
            >
              {t('gifts.print')}
            </Button>
          ) : null}
        </>
      }
    >
      <div className={css.two}>
        <div className={css.column}>
          <Used gift={gift} />
          <Requests gift={gift} />
        </div>
        <Card
          title={t('gifts.facts')}
          padded
          extra={
            can(gift, 'reveal') && !seen ? (
              <Button size="small" onClick={() => setPurposeOpen(true)}>
                {t('gifts.reveal')}
              </Button>
            ) : undefined
          }
        >
          <Facts gift={gift} seen={seen} />
        </Card>
      </div>
      {asking ? <AskDialog gift={gift} kind={asking} onClose={() => setAsking(undefined)} /> : null}
      <ReasonDialog
        open={purposeOpen}
        title={t('gifts.reveal')}
        confirm={t('gifts.reveal')}
        minLength={2}
        pending={show.pending}
        onConfirm={show.run}
        onClose={() => setPurposeOpen(false)}
      >
        <p>{t('gifts.reveal_hint')}</p>
      </ReasonDialog>
    </Page>
  )
}

function Facts({ gift, seen }: { gift: Gift; seen: string }) {
  const t = useT()
  const use =
    gift.purposes.length > 0
      ? gift.purposes.map((code) => t(`gifts.purpose_${code}`)).join(t('ui.and'))
      : t('gifts.any_use')
  const facts: [string, string][] = [
    [t('gifts.donor'), seen || gift.donor],
    [t('gifts.unit'), gift.unit],
    [t('gifts.campaign'), gift.campaign],
    [t('gifts.fund'), gift.fund_name],
    [t('gifts.use'), use],
    [t('gifts.form'), t(`gifts.form_${gift.form}`)],
    [t('gifts.goods'), gift.goods_said],
    [t('gifts.received_on'), gift.received_on],
    [t('gifts.number'), gift.receipt.number],
    [t('gifts.receipt_state'), t(`gifts.receipt_${gift.receipt.state}`)],
    [t('gifts.payee'), gift.receipt.payee],
    [t('gifts.reviewer'), gift.receipt.reviewer],
    [t('gifts.reason'), gift.receipt.reason],
  ]
  return (
    <dl className={css.facts}>
      {facts
        .filter(([, value]) => value)
        .map(([text, value]) => (
          <div key={text}>
            <dt>{text}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

function Used({ gift }: { gift: Gift }) {
  const t = useT()
  const { used } = gift
  if (gift.goods) return <GoodsCard goods={gift.goods} />
  return (
    <Card title={t('gifts.used')} note={t('gifts.used_note')}>
      <div style={{ padding: '12px 14px' }}>
        <MoneyBar
          label={t('gifts.used')}
          whole={Math.max(1, used.free_fen + used.held_fen + used.paid_fen)}
          parts={[
            { label: t('gifts.paid'), fen: used.paid_fen, color: 'var(--c-blue3)' },
            { label: t('gifts.held'), fen: used.held_fen, color: 'var(--c-gold)' },
            { label: t('gifts.free'), fen: used.free_fen, color: 'var(--c-blue1)' },
          ]}
        />
        <p className="sec">
          {t('gifts.used_said', {
            paid: yuan(used.paid_fen, { fen: true }),
            held: yuan(used.held_fen, { fen: true }),
            free: yuan(used.free_fen, { fen: true }),
          })}
        </p>
      </div>
      <ul className={css.rows}>
        {used.orders.map((one) => (
          <li key={one.order_id}>
            <Link to={paths.giftTrace(one.order_id)}>
              {one.case_no} {t(`gifts.purpose_${one.purpose}`)}
            </Link>
            <GiftTag
              state={one.paid ? 'received' : 'counted'}
              text={t(one.paid ? 'gifts.paid' : 'gifts.held')}
            />
            <b className="num">{yuan(one.part_fen, { fen: true })}</b>
            <span className={css.foot}>
              {t('gifts.part_of', {
                day: one.paid_on || one.due_on,
                amount: yuan(one.amount_fen, { fen: true }),
              })}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Requests({ gift }: { gift: Gift }) {
  const t = useT()
  const queries = useQueryClient()
  const [declining, setDeclining] = useState<Request>()
  const action = useAction({
    send: ({ one, agree, note }: { one: Request; agree: boolean; note?: string }, key) =>
      decide(one.id, { version: one.version, agree, ...(note ? { note } : {}) }, key),
    done: t('gifts.saved'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: giftKeys.all })
      setDeclining(undefined)
    },
  })
  if (gift.requests.length === 0) return null
  return (
    <Card title={t('gifts.requests')}>
      <ul className={css.rows}>
        {gift.requests.map((one) => (
          <li key={one.id}>
            <b>
              {t(`gifts.${one.kind}`)} {yuan(one.amount_fen, { fen: true })}
            </b>
            <GiftTag state={one.state} text={one.state_text} />
            {can(one, 'decline') ? (
              <Button size="small" onClick={() => setDeclining(one)}>
                {t('gifts.decline')}
              </Button>
            ) : null}
            {can(one, 'agree') ? (
              <Button
                size="small"
                type="primary"
                loading={action.pending}
                onClick={() => action.run({ one, agree: true })}
              >
                {t('gifts.agree')}
              </Button>
            ) : null}
            <span className={css.foot}>
              {[one.goods, one.asked_by, one.reason, one.to_fund, one.document_no, one.decided_by, one.note]
                .filter(Boolean)
                .join(' · ')}{' '}
              {one.file_id ? (
                <a href={url(`/gifts/consents/${one.id}`)} target="_blank" rel="noreferrer">
                  {t('gifts.consent')}
                </a>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      <ReasonDialog
        open={declining !== undefined}
        title={t('gifts.decline')}
        confirm={t('gifts.do_it')}
        pending={action.pending}
        onConfirm={(note) => declining && action.run({ one: declining, agree: false, note })}
        onClose={() => setDeclining(undefined)}
      />
    </Card>
  )
}
