import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { client, data, once } from '../../api/http'
import { useAction } from '../../api/useAction'
import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { ReasonDialog } from '../../ui/ReasonDialog'
import css from './casebook.module.css'
import { caseKeys, reopeningsQuery } from './queries'

/** Requests to bring an ended household back that wait for a decision; nothing when there are none. */
export function Reopenings() {
  const t = useT()
  const me = useMe()
  const queries = useQueryClient()
  const list = useQuery(reopeningsQuery).data?.items ?? []
  const [asked, setAsked] = useState<{ id: string; approve: boolean }>()
  const decide = useAction({
    send: (input: { id: string; approve: boolean; reason: string }, key) =>
      data(
        client.POST('/api/v1/reopenings/{id}/decide', {
          params: { path: { id: input.id } },
          headers: once(key),
          body: { approve: input.approve, reason: input.reason },
        }),
      ),
    done: t('casebook.done'),
    onDone: async () => {
      setAsked(undefined)
      await queries.invalidateQueries({ queryKey: caseKeys.all })
    },
  })
  if (list.length === 0) return null
  const mayDecide = me.permissions.includes('aid.approve_reopen')
  return (
    <Card title={t('casebook.reopenings')} note={t('casebook.reopenings_note')} className={css.fixed}>
      <ul className={css.drawerList}>
        {list.map((one) => (
          <li key={one.id} className={css.reopening}>
            <p>
              <b>{t(`casebook.signal_${one.signal}`)}</b>　{one.reason}{' '}
              <span className="aux">
                {one.asked_by} <DateText at={one.asked_at} />
              </span>
            </p>
            {mayDecide ? (
              <>
                <Button onClick={() => setAsked({ id: one.id, approve: false })}>
                  {t('casebook.reopen_refuse')}
                </Button>
                <Button type="primary" onClick={() => setAsked({ id: one.id, approve: true })}>
                  {t('casebook.reopen_approve')}
                </Button>
              </>
            ) : null}
          </li>
        ))}
      </ul>
      <ReasonDialog
        open={asked !== undefined}
        title={t(asked?.approve ? 'casebook.reopen_approve' : 'casebook.reopen_refuse')}
        confirm={t(asked?.approve ? 'casebook.reopen_approve' : 'casebook.reopen_refuse')}
        danger={asked?.approve === false}
        pending={decide.pending}
        onConfirm={(reason) => asked && decide.run({ ...asked, reason })}
        onClose={() => setAsked(undefined)}
      />
    </Card>
  )
}
