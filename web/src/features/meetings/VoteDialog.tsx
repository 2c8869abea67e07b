import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Segmented from 'antd/es/segmented'
import { useState } from 'react'
import { useT } from '../../lib/i18n'
import css from './meetings.module.css'
import { hands } from './queries'
import { type Motion, type View, type Vote, voiceOf, votes } from './types'
import { useMeetingAction } from './useMeetingAction'

interface Row {
  vote?: Vote
  dissent: string
}

/** Records votes by show of hands. */
export function VoteDialog({ view, motion, onClose }: { view: View; motion: Motion; onClose: () => void }) {
  const t = useT()
  const seats = view.seats.filter((seat) => seat.voting)
  const open = seats.filter((seat) => seat.present && !voiceOf(motion, seat)?.recused)
  const [rows, setRows] = useState<Record<string, Row>>(() =>
    Object.fromEntries(
      open.map((seat) => {
        const voice = voiceOf(motion, seat)
        return [
          seat.id,
          { vote: (voice?.vote || undefined) as Vote | undefined, dissent: voice?.dissent ?? '' },
        ]
      }),
    ),
  )
  const action = useMeetingAction({ send: hands, onDone: onClose })
  const set = (id: string, part: Partial<Row>) =>
    setRows((old) => ({ ...old, [id]: { dissent: '', ...old[id], ...part } }))
  const said = open.filter((seat) => {
    const voice = voiceOf(motion, seat)
    const row = rows[seat.id]
    return row?.vote && (row.vote !== voice?.vote || row.dissent !== voice.dissent)
  })
  const needs = (row: Row | undefined) => row?.vote === 'no' || row?.vote === 'reserved'
  const incomplete = said.some((seat) => needs(rows[seat.id]) && rows[seat.id]?.dissent.trim() === '')
  return (
    <Modal
      open
      width={680}
      title={t('meetings.record_of', { name: motion.title })}
      okText={t('meetings.record_ok', { n: said.length })}
      okButtonProps={{ disabled: said.length === 0 || incomplete }}
      confirmLoading={action.pending}
      onOk={() =>
        action.run({
          id: motion.id,
          votes: said.map((seat) => {
            const row = rows[seat.id]
            return {
              seat_id: seat.id,
              vote: row?.vote ?? 'abstain',
              ...(needs(row) ? { dissent: row?.dissent.trim() ?? '' } : {}),
            }
          }),
        })
      }
      onCancel={onClose}
    >
      <Button
        onClick={() =>
          setRows((old) =>
            Object.fromEntries(
              open.map((seat) => [
                seat.id,
                old[seat.id]?.vote ? (old[seat.id] as Row) : { vote: 'yes', dissent: '' },
              ]),
            ),
          )
        }
      >
        {t('meetings.rest_agree')}
      </Button>
      <ul className={css.hands}>
        {seats.map((seat) => {
          const row = rows[seat.id]
          const voice = voiceOf(motion, seat)
          return (
            <li key={seat.id}>
              <b>{seat.chair ? t('meetings.chair') : seat.short_name}</b>
              {row && !voice?.recused && seat.present ? (
                <Segmented<string>
                  value={row.vote ?? ''}
                  options={votes.map((value) => ({ value, label: t(`meetings.short_${value}`) }))}
                  onChange={(value) => set(seat.id, { vote: value as Vote })}
                />
              ) : (
                <span className="aux">
                  {voice?.recused
                    ? t('meetings.recused_why', { why: voice.recused_why })
                    : t('meetings.absent')}
                </span>
              )}
              {needs(row) ? (
                <Input
                  aria-label={t('meetings.dissent')}
                  placeholder={t('meetings.dissent_hint')}
                  maxLength={500}
                  value={row?.dissent}
                  status={row?.dissent.trim() === '' ? 'error' : undefined}
                  onChange={(event) => set(seat.id, { dissent: event.target.value })}
                />
              ) : null}
            </li>
          )
        })}
      </ul>
    </Modal>
  )
}
