import { useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link } from 'react-router'
import { url } from '../../api/http'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { Tag, type Tone } from '../../ui/Tag'
import css from './funds.module.css'
import { NettingDialog } from './NettingDialog'
import { decideNetting, dropNetting, fundKeys } from './queries'
import type { Claim, Netting, Order } from './types'

const tones: Record<string, Tone> = {
  asked: 'amber',
  agreed: 'violet',
  done: 'green',
  declined: 'grey',
  dropped: 'grey',
}

/** What of the order goes to funds that the household owes, and what it owes to others and could be netted. */
export function NettingCard({ order }: { order: Order }) {
  const t = useT()
  const queries = useQueryClient()
  const [asking, setAsking] = useState<Claim>()
  const [ending, setEnding] = useState<{ one: Netting; verb: 'decline' | 'drop' }>()
  const action = useAction({
    send: ({ one, verb, why }: { one: Netting; verb: 'agree' | 'decline' | 'drop'; why?: string }, key) =>
      verb === 'drop'
        ? dropNetting(one.id, one.version, why ?? '', key)
        : decideNetting(one.id, { version: one.version, agree: verb === 'agree', note: why ?? '' }, key),
    done: t('funds.saved'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: fundKeys.all })
      setEnding(undefined)
    },
  })
  if (order.claims.length + order.nettings.length === 0 && !(waits(order) && order.claimed_fen > 0))
    return null
  return (
    <Card title={t('funds.nettings')} note={t('funds.nettings_note')} className={css.wide}>
      <Keeps order={order} />
      <ul className={css.nettings}>
        {order.claims.map((claim) => (
          <li key={claim.recovery_id}>
            <div>
              <b>{t('funds.claim', { fund: claim.fund_name, yuan: yuan(claim.open_fen, { fen: true }) })}</b>
              <span>
                <Link to={paths.fundOrder(claim.order_id)}>
                  {t(`funds.purpose_${claim.purpose}`)} {claim.period}
                </Link>
              </span>
              <span className={claim.against ? css.bad : 'aux'}>{whatIsNeeded(t, claim)}</span>
            </div>
            {claim.against || !can(order, 'ask_netting') ? null : (
              <Button size="small" onClick={() => setAsking(claim)}>
                {t('funds.ask_netting')}
              </Button>
            )}
          </li>
        ))}
        {order.nettings.map((one) => (
          <li key={one.id}>
            <div>
              <b>
                {one.from_fund_id === one.to_fund_id
                  ? t('funds.netted_within', { fund: one.to_fund })
                  : t('funds.netted_across', { from: one.from_fund, to: one.to_fund })}{' '}
                {yuan(one.amount_fen, { fen: true })}
              </b>
              <span>
                <Tag tone={tones[one.state] ?? 'grey'}>{one.state_text}</Tag>{' '}
                <Link to={paths.fundOrder(one.recovered)}>
                  {t('funds.first_payment', { purpose: t(`funds.purpose_${one.purpose}`) })}
                </Link>
              </span>
              <span className="aux">
                {[one.asked_by, one.reason, one.document_no, one.decided_by, one.note, one.done_on]
                  .filter(Boolean)
                  .join(' · ')}{' '}
                {one.file_id ? (
                  <a href={url(`/funds/nettings/${one.id}/consent`)} target="_blank" rel="noreferrer">
                    {t('funds.consent')}
                  </a>
                ) : null}
              </span>
            </div>
            <span className={css.acts}>
              {can(one, 'drop') ? (
                <Button size="small" onClick={() => setEnding({ one, verb: 'drop' })}>
                  {t('funds.netting_drop')}
                </Button>
              ) : null}
              {can(one, 'decline') ? (
                <Button size="small" onClick={() => setEnding({ one, verb: 'decline' })}>
                  {t('funds.netting_decline')}
                </Button>
              ) : null}
              {can(one, 'agree') ? (
                <Button
                  size="small"
                  type="primary"
                  loading={action.pending}
                  onClick={() => action.run({ one, verb: 'agree' })}
                >
                  {t('funds.netting_agree')}
                </Button>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      {asking ? <NettingDialog order={order} claim={asking} onClose={() => setAsking(undefined)} /> : null}
      <ReasonDialog
        open={ending !== undefined}
        title={t(`funds.netting_${ending?.verb ?? 'drop'}_title`)}
        confirm={t(`funds.netting_${ending?.verb ?? 'drop'}`)}
        pending={action.pending}
        onConfirm={(why) => ending && action.run({ ...ending, why })}
        onClose={() => setEnding(undefined)}
      />
    </Card>
  )
}

/** Whether the order has not been paid or put into a batch yet, so that it could be netted. */
export function waits(order: Order): boolean {
  return order.state === 'waiting' || order.state === 'held'
}

/** What of the order may be netted, and why not more. */
function Keeps({ order }: { order: Order }) {
  const t = useT()
  if (!waits(order) || order.keep_fen === 0) return null
  const fen = { fen: true }
  const room = yuan(Math.max(0, order.pay_fen - order.keep_fen), fen)
  return (
    <p className={css.keeps}>
      {order.exempt
        ? t('funds.keep_exempt', { purpose: t(`funds.purpose_${order.purpose}`) })
        : t('funds.keep_rule', { keep: yuan(order.keep_fen, fen), room })}
    </p>
  )
}

function whatIsNeeded(t: ReturnType<typeof useT>, claim: Claim): string {
  if (claim.against) return t(`funds.against_${claim.against}`)
  return t(claim.consent ? 'funds.consent_needed' : 'funds.consent_not_needed')
}
