import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { pageQuery } from '../../api/page'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { GiftTag } from './GiftTag'
import css from './gifts.module.css'
import { cancelPledge, giftKeys } from './queries'
import type { Campaign, PledgeRow } from './types'

/** Pledges of a campaign (or of one of its lists), with the donors masked. */
export function PledgesCard({ campaign, list }: { campaign?: Campaign; list?: string }) {
  const t = useT()
  const queries = useQueryClient()
  const [chosen, setChosen] = useState<PledgeRow>()
  const query: Record<string, string> = list
    ? { list_id: list, sort: 'no' }
    : { campaign_id: campaign?.id ?? '' }
  const pages = useInfiniteQuery(
    pageQuery<PledgeRow>(giftKeys.pledges(list ?? campaign?.id ?? ''), '/gifts/pledges', query),
  )
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? []
  const cancel = useAction({
    send: (reason: string, key: string) => cancelPledge(chosen?.id ?? '', chosen?.version ?? 0, reason, key),
    done: t('gifts.saved'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: giftKeys.all })
      setChosen(undefined)
    },
  })
  return (
    <Card title={t('gifts.pledges')} note={t('gifts.pledges_note', { n: pages.data?.pages[0]?.total ?? 0 })}>
      {rows.length === 0 && !pages.isPending ? <p className={css.none}>{t('gifts.no_pledges')}</p> : null}
      {rows.length > 0 ? (
        <div className={css.scroll}>
          <table className={css.table}>
            <thead>
              <tr>
                <th>{t('gifts.pledge_no')}</th>
                <th>{t('gifts.donor')}</th>
                <th>{t('gifts.unit')}</th>
                <th>{t('gifts.state')}</th>
                <th className="num">{t('gifts.amount')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <td>{row.no}</td>
                  <td>{row.donor}</td>
                  <td>{row.unit}</td>
                  <td>
                    <GiftTag state={row.state} text={row.state_text} />
                  </td>
                  <td className="num">{yuan(row.amount_fen, { fen: true })}</td>
                  <td>
                    {can(row, 'cancel') ? (
                      <Button size="small" type="text" onClick={() => setChosen(row)}>
                        {t('gifts.cancel_pledge')}
                      </Button>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {pages.hasNextPage ? (
        <p className={css.none}>
          <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t('ui.more')}
          </Button>
        </p>
      ) : null}
      <ReasonDialog
        open={chosen !== undefined}
        title={t('gifts.cancel_pledge')}
        confirm={t('gifts.do_it')}
        pending={cancel.pending}
        onConfirm={cancel.run}
        onClose={() => setChosen(undefined)}
      >
        <p>{chosen ? `${chosen.no} ${chosen.donor} ${yuan(chosen.amount_fen, { fen: true })}` : null}</p>
      </ReasonDialog>
    </Card>
  )
}
