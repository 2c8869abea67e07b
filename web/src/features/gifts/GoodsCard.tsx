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
import { GiftTag } from './GiftTag'
import css from './gifts.module.css'
import { HandOutDialog } from './HandOutDialog'
import { giftKeys, stepHandout } from './queries'
import type { Goods, GoodsLineShown, Handout } from './types'

/** A delivery of goods: what of each kind is left in the store, and which household got how many pieces. */
export function GoodsCard({ goods }: { goods: Goods }) {
  const t = useT()
  const [handing, setHanding] = useState<GoodsLineShown>()
  return (
    <Card
      title={t('gifts.goods_store')}
      note={t('gifts.goods_left', { n: goods.lines.length, yuan: yuan(goods.left_fen, { fen: true }) })}
    >
      <ul className={css.rows} aria-label={t('gifts.goods')}>
        {goods.lines.map((line) => (
          <li key={line.line}>
            <b>{line.name}</b>
            {line.back_pieces > 0 ? (
              <GiftTag
                state="refunded"
                text={t('gifts.goods_back', { n: line.back_pieces, unit: line.unit })}
              />
            ) : null}
            <span>{yuan(line.value_fen, { fen: true })}</span>
            {can(line, 'hand_out') ? (
              <Button
                size="small"
                type="primary"
                aria-label={goods.lines.length > 1 ? `${t('gifts.hand_out')} ${line.name}` : undefined}
                onClick={() => setHanding(line)}
              >
                {t('gifts.hand_out')}
              </Button>
            ) : null}
            <span className={css.foot}>
              {t('gifts.goods_stand', {
                all: line.pieces,
                handed: line.handed,
                left: line.left,
                unit: line.unit,
                yuan: yuan(line.left_fen, { fen: true }),
              })}{' '}
              · {line.evidence_no || goods.evidence_no}
            </span>
          </li>
        ))}
      </ul>
      {goods.handouts.length > 0 ? <Handouts goods={goods} /> : null}
      {handing ? <HandOutDialog goods={goods} line={handing} onClose={() => setHanding(undefined)} /> : null}
    </Card>
  )
}

function Handouts({ goods }: { goods: Goods }) {
  const t = useT()
  const queries = useQueryClient()
  const [asking, setAsking] = useState<{ one: Handout; verb: 'confirm' | 'return' }>()
  const step = useAction({
    send: (reason: string, key) =>
      stepHandout(
        asking?.one.id ?? '',
        asking?.verb ?? 'confirm',
        { version: asking?.one.version ?? 0, reason },
        key,
      ),
    done: t('gifts.saved'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: giftKeys.all })
      setAsking(undefined)
    },
  })
  return (
    <>
      <ul className={css.rows} aria-label={t('gifts.handouts')}>
        {goods.handouts.map((one) => (
          <li key={one.id}>
            <Link to={paths.case(one.case_id)}>
              {one.household} {one.case_no}
            </Link>
            <GiftTag state={one.state} text={one.state_text} />
            <b className="num">{t('gifts.n_goods', { goods: one.goods, n: one.pieces, unit: one.unit })}</b>
            {(['return', 'confirm'] as const).map((verb) =>
              can(one, verb) ? (
                <Button
                  key={verb}
                  size="small"
                  type={verb === 'confirm' ? 'primary' : 'default'}
                  onClick={() => setAsking({ one, verb })}
                >
                  {t(`gifts.handout_${verb}`)}
                </Button>
              ) : null,
            )}
            <span className={css.foot}>
              {[
                one.no,
                one.handed_on,
                t('gifts.taken_by', { who: one.receiver }),
                yuan(one.value_fen, { fen: true }),
                [one.made_by, one.confirmed_by].filter(Boolean).join(' / '),
                one.note,
                one.reason,
              ]
                .filter(Boolean)
                .join(' · ')}{' '}
              {one.file_id ? (
                <a href={url(`/gifts/handouts/${one.id}/signature`)} target="_blank" rel="noreferrer">
                  {t('gifts.signature')}
                </a>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      <ReasonDialog
        open={asking !== undefined}
        title={t(`gifts.handout_${asking?.verb ?? 'confirm'}`)}
        confirm={t('gifts.do_it')}
        pending={step.pending}
        onConfirm={(reason) => step.run(reason)}
        onClose={() => setAsking(undefined)}
      >
        {t(`gifts.handout_${asking?.verb ?? 'confirm'}_what`)}
      </ReasonDialog>
    </>
  )
}
