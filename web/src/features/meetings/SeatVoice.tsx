import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useState } from 'react'
import { can } from '../../auth/session'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { EmptyState } from '../../ui/EmptyState'
import { ReasonDialog } from '../../ui/ReasonDialog'
import css from './meetings.module.css'
import { ask, recuse, say, vote } from './queries'
import { type Motion, type Seat, type Stance, stances, type View, type Vote, voiceOf, votes } from './types'
import { useMeetingAction } from './useMeetingAction'

/** What my department says: the vote while the meeting goes on, its opinion before, a question to the proposer, a recusal. */
export function SeatVoice({ view, motion, seat }: { view: View; motion: Motion; seat: Seat }) {
  const t = useT()
  const [asking, setAsking] = useState(false)
  const [recusing, setRecusing] = useState(false)
  const voice = voiceOf(motion, seat)
  const question = useMeetingAction({ send: ask, done: t('meetings.asked'), onDone: () => setAsking(false) })
  const out = useMeetingAction({ send: recuse, onDone: () => setRecusing(false) })
  const mayAsk =
    motion.kind === 'case' && motion.state === 'open' && motion.proposer_department !== seat.department
  return (
    <Card padded className={css.voice}>
      {voice?.recused ? (
        <EmptyState
          icon="people"
          title={t('meetings.recused')}
          hint={t('meetings.recused_why', { why: voice.recused_why })}
        />
      ) : null}
      {can(motion, 'vote') ? <VoteForm motion={motion} seat={seat} /> : null}
      {can(motion, 'opinion') ? <OpinionForm motion={motion} seat={seat} /> : null}
      {motion.state === 'decided' && !voice?.recused ? (
        <p className="sec">{t('meetings.decided_already')}</p>
      ) : null}
      {view.meeting.state === 'in_session' && !seat.present && motion.state === 'open' ? (
        <p className={css.lacks}>{t('meetings.not_present')}</p>
      ) : null}
      <div className={css.more}>
        {mayAsk ? <Button onClick={() => setAsking(true)}>{t('meetings.ask')}</Button> : null}
        {can(motion, 'recuse') ? (
          <Button onClick={() => setRecusing(true)}>{t('meetings.recuse')}</Button>
        ) : null}
      </div>
      <ReasonDialog
        open={asking}
        title={t('meetings.ask_of', { name: motion.title })}
        confirm={t('meetings.ask')}
        pending={question.pending}
        onConfirm={(text) => question.run({ caseID: motion.case_id, text })}
        onClose={() => setAsking(false)}
      >
        {t('meetings.ask_hint')}
      </ReasonDialog>
      <ReasonDialog
        open={recusing}
        title={t('meetings.recuse_of', { name: motion.title })}
        confirm={t('meetings.recuse')}
        minLength={2}
        pending={out.pending}
        onConfirm={(why) => out.run({ id: motion.id, why })}
        onClose={() => setRecusing(false)}
      >
        {t('meetings.recuse_hint')}
      </ReasonDialog>
    </Card>
  )
}

const tones: Record<Vote, string | undefined> = {
  yes: css.yes,
  reserved: css.half,
  no: css.nay,
  abstain: undefined,
}

function VoteForm({ motion, seat }: { motion: Motion; seat: Seat }) {
  const t = useT()
  const voice = voiceOf(motion, seat)
  const [chosen, setChosen] = useState<Vote | undefined>((voice?.vote || undefined) as Vote | undefined)
  const [dissent, setDissent] = useState(voice?.dissent ?? '')
  const action = useMeetingAction({ send: vote, done: t('meetings.voted') })
  const needs = chosen === 'no' || chosen === 'reserved'
  const changed = chosen !== voice?.vote || (needs && dissent !== voice?.dissent)
  return (
    <section className={css.part}>
      <h3>{t('meetings.vote')}</h3>
      <div className={css.ballot}>
        {votes.map((value) => (
          <button
            key={value}
            type="button"
            aria-pressed={chosen === value}
            className={cx(chosen === value && css.chosen, tones[value])}
            onClick={() => setChosen(value)}
          >
            {t(`meetings.vote_${value}`)}
          </button>
        ))}
      </div>
      {needs ? (
        <Input.TextArea
          aria-label={t('meetings.dissent')}
          placeholder={t('meetings.dissent_hint')}
          rows={3}
          maxLength={500}
          value={dissent}
          onChange={(event) => setDissent(event.target.value)}
        />
      ) : null}
      <Button
        type="primary"
        block
        loading={action.pending}
        disabled={!chosen || !changed || (needs && dissent.trim() === '')}
        onClick={() =>
          chosen &&
          action.run({ id: motion.id, body: { vote: chosen, ...(needs ? { dissent: dissent.trim() } : {}) } })
        }
      >
        {needs && dissent.trim() === ''
          ? t('meetings.dissent_missing')
          : chosen && !changed
            ? t('meetings.voted_as', { vote: t(`meetings.vote_${chosen}`) })
            : t('meetings.vote_ok')}
      </Button>
    </section>
  )
}

function OpinionForm({ motion, seat }: { motion: Motion; seat: Seat }) {
  const t = useT()
  const voice = voiceOf(motion, seat)
  const [stance, setStance] = useState<Stance | undefined>((voice?.stance || undefined) as Stance | undefined)
  const [opinion, setOpinion] = useState(voice?.opinion ?? '')
  const action = useMeetingAction({ send: say, done: t('meetings.said_done') })
  const changed = stance !== voice?.stance || opinion.trim() !== voice?.opinion
  return (
    <section className={css.part}>
      <h3>{t('meetings.opinion')}</h3>
      <div className={cx(css.ballot, css.three)}>
        {stances.map((value) => (
          <button
            key={value}
            type="button"
            aria-pressed={stance === value}
            className={cx(
              stance === value && css.chosen,
              tones[({ agree: 'yes', reserved: 'reserved', oppose: 'no' } as const)[value]],
            )}
            onClick={() => setStance(value)}
          >
            {t(`meetings.stance_${value}`)}
          </button>
        ))}
      </div>
      <Input.TextArea
        aria-label={t('meetings.opinion')}
        placeholder={t('meetings.opinion_hint')}
        rows={4}
        maxLength={500}
        value={opinion}
        onChange={(event) => setOpinion(event.target.value)}
      />
      <Button
        block
        type={can(motion, 'vote') ? 'default' : 'primary'}
        loading={action.pending}
        disabled={!stance || opinion.trim() === '' || !changed}
        onClick={() => stance && action.run({ id: motion.id, body: { stance, opinion: opinion.trim() } })}
      >
        {t(stance && opinion.trim() !== '' && !changed ? 'meetings.opinion_sent' : 'meetings.opinion_ok')}
      </Button>
    </section>
  )
}
