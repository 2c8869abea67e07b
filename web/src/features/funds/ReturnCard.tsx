import { useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useRef, useState } from 'react'
import { useNotify } from '../../api/notify'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { Icon } from '../../ui/Icon'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { Tag } from '../../ui/Tag'
import css from './funds.module.css'
import { fundKeys, resolve, takeReturn } from './queries'
import type { Batch } from './types'

/** What the bank answered: files taken in, and rows that fit no line. */
export function ReturnCard({ batch }: { batch: Batch }) {
  const t = useT()
  const notify = useNotify()
  const queries = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [chosen, setChosen] = useState('')
  const refresh = () => queries.invalidateQueries({ queryKey: fundKeys.all })
  const take = useAction({
    send: (file: File) => takeReturn(batch.id, file),
    onDone: async ({ taken }) => {
      await refresh()
      notify.done(
        t(taken.again ? 'funds.return_again' : 'funds.return_taken', {
          paid: taken.paid,
          failed: taken.failed,
          unmatched: taken.unmatched,
        }),
      )
    },
  })
  const settle = useAction({
    send: ({ id, note }: { id: string; note: string }, key) =>
      resolve(batch.id, { version: batch.version, unmatched_id: id, note }, key),
    done: t('funds.saved'),
    onDone: async () => {
      await refresh()
      setChosen('')
    },
  })
  const open = batch.unmatched_list.filter((row) => row.resolved_at === 0)
  return (
    <Card
      title={t('funds.returns')}
      extra={
        can(batch, 'take_return') ? (
          <>
            <Button
              size="small"
              icon={<Icon name="upload" />}
              loading={take.pending}
              onClick={() => input.current?.click()}
            >
              {t('funds.take_return')}
            </Button>
            <input
              ref={input}
              type="file"
              accept=".csv,.xlsx,.txt"
              hidden
              aria-label={t('funds.take_return')}
              onChange={(event) => {
                const file = event.target.files?.[0]
                event.target.value = ''
                if (file) take.run(file)
              }}
            />
          </>
        ) : undefined
      }
    >
      {batch.returns.length === 0 ? <p className={css.none}>{t('funds.no_returns')}</p> : null}
      <ul className={css.files}>
        {batch.returns.map((row) => (
          <li key={row.id}>
            <span>{row.name}</span>
            <span className="aux">
              {row.made_by} <DateText at={row.made_at} />
            </span>
            <span>
              {t('funds.return_of', { paid: row.paid, failed: row.failed, unmatched: row.unmatched })}
            </span>
          </li>
        ))}
      </ul>
      {batch.unmatched_list.length > 0 ? (
        <>
          <h3 className={css.sub}>
            {t('funds.unmatched')} {open.length > 0 ? <Tag tone="red">{open.length}</Tag> : null}
          </h3>
          <ul className={css.files}>
            {batch.unmatched_list.map((row) => (
              <li key={row.id} className={row.resolved_at ? css.gone : undefined}>
                <span>
                  {t('funds.row', { n: row.row_no })} {row.holder} {row.last4 ? `*${row.last4}` : ''}{' '}
                  {row.amount}
                </span>
                <Tag tone={row.resolved_at ? 'grey' : 'red'}>{t(`funds.cause_${row.cause}`)}</Tag>
                {row.resolved_at ? (
                  <span className="aux">
                    {row.resolved_by}
                    {t('ui.says')}
                    {row.note}
                  </span>
                ) : can(batch, 'take_return') ? (
                  <Button size="small" type="text" onClick={() => setChosen(row.id)}>
                    {t('funds.resolve')}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <ReasonDialog
        open={chosen !== ''}
        title={t('funds.resolve_title')}
        confirm={t('funds.resolve')}
        pending={settle.pending}
        onConfirm={(note) => settle.run({ id: chosen, note })}
        onClose={() => setChosen('')}
      >
        {t('funds.resolve_what')}
      </ReasonDialog>
    </Card>
  )
}
