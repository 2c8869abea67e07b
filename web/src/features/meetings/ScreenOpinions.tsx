import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import css from './screen.module.css'
import type { Motion, Seat, Story, View, Voice } from './types'
import { voiceOf } from './types'

const standing = ['union', 'civil', 'hr', 'disabled']

/** The departments' opinions side by side; the proposer first, the standing four always. */
export function ScreenOpinions({ view, motion, story }: { view: View; motion: Motion; story: Story | null }) {
  const proposer = (seat: Seat) =>
    motion.kind !== 'rule' && seat.department !== '' && seat.department === motion.proposer_department
  const cards = view.seats
    .map((seat) => ({ seat, voice: voiceOf(motion, seat), first: proposer(seat) }))
    .filter(({ seat, voice }) => standing.includes(seat.department) || (voice?.opinion ?? '') !== '')
    .sort((a, b) => Number(b.first) - Number(a.first))
    .slice(0, 6)
  return (
    <section
      className={cx(css.opinions, cards.length > 4 && css.many)}
      style={{ gridTemplateColumns: `repeat(${Math.max(cards.length, 1)}, minmax(0, 1fr))` }}
    >
      {cards.map(({ seat, voice, first }) => (
        <Opinion
          key={seat.id}
          seat={seat}
          voice={voice}
          proposer={first}
          text={voice?.opinion || (first ? (story?.opinion ?? '') : '')}
        />
      ))}
    </section>
  )
}

interface Props {
  seat: Seat
  voice: Voice | undefined
  proposer: boolean
  text: string
}

const tones: Record<string, string | undefined> = {
  yes: css.green,
  agree: css.green,
  reserved: css.amber,
  no: css.red,
  oppose: css.red,
}

function Opinion({ seat, voice, proposer, text }: Props) {
  const t = useT()
  const word = voice?.recused
    ? 'recused'
    : voice?.vote
      ? voice.vote
      : voice?.stance === 'agree'
        ? 'yes'
        : voice?.stance === 'oppose'
          ? 'no'
          : (voice?.stance ?? '')
  return (
    <article className={cx(css.opinion, voice?.recused ? css.grey : tones[word])}>
      <header>
        <h3>{seat.short_name}</h3>
        {proposer && !voice?.recused ? <em>{t('meetings.proposer')}</em> : null}
        {word ? <span>{t(`meetings.vote_${word}`)}</span> : null}
      </header>
      <p className={cx(text.length > 90 && css.tiny, text === '' && css.silent)}>
        {text || t('meetings.no_opinion')}
      </p>
    </article>
  )
}
