import { fullDate, monthDay } from '../../lib/dates'
import { language, type Translate } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Tag, type Tone } from '../../ui/Tag'
import type { Missing, Motion, Result, Story } from './types'

const meetingTones: Record<string, Tone> = {
  preparing: 'amber',
  in_session: 'red',
  closed: 'blue',
  minuted: 'green',
  cancelled: 'grey',
}

export function MeetingTag({ state, t }: { state: string; t: Translate }) {
  return <Tag tone={meetingTones[state] ?? 'grey'}>{t(`meetings.state_${state}`)}</Tag>
}

export const resultTones: Record<Result, Tone> = {
  agreed: 'green',
  agreed_changed: 'green',
  deferred: 'violet',
  rejected: 'red',
}

export function ResultTag({ motion, t }: { motion: Motion; t: Translate }) {
  if (!motion.resolution) return null
  const result = motion.resolution.result as Result
  return <Tag tone={resultTones[result]}>{t(`meetings.result_${result}`)}</Tag>
}

/** What a case lacks, as a short sentence. */
export function missingText(one: Missing, t: Translate): string {
  const empty = one.on === undefined || one.on === ''
  if (one.code === 'check' || one.code === 'visit')
    return t(empty ? `meetings.lacks_${one.code}_none` : `meetings.lacks_${one.code}`, {
      on: empty ? '' : fullDate(one.on ?? ''),
    })
  return t(`meetings.lacks_${one.code}`, { on: empty ? '' : monthDay(one.on ?? ''), n: one.n ?? 0 })
}

export interface Piece {
  text: string
  strong?: boolean
}

/** The case in one sentence; the last piece is what the household has to bear. */
export function storyPieces(story: Story, t: Translate): Piece[] {
  const pieces: Piece[] = [{ text: t('meetings.story_who', { place: story.place, n: story.members }) }]
  if (story.summary)
    pieces.push({ text: t('meetings.story_text', { text: story.summary.replace(/[。.]$/, '') }) })
  if (story.cost_fen > 0) {
    pieces.push({
      text: t(story.other_fen > 0 ? 'meetings.story_cost_other' : 'meetings.story_cost', {
        cost: yuan(story.cost_fen),
        paid: yuan(story.statutory_fen),
        other: yuan(story.other_fen),
      }),
    })
    const share = story.income_fen > 0 ? Math.round((story.self_fen / story.income_fen) * 100) : 0
    pieces.push({
      text: t(share > 0 ? 'meetings.story_self_share' : 'meetings.story_self', {
        self: yuan(story.self_fen),
        income: yuan(story.income_fen),
        share,
      }),
      strong: true,
    })
  } else if (story.income_fen > 0) {
    pieces.push({ text: t('meetings.story_income', { income: yuan(story.income_fen) }), strong: true })
  }
  if (story.prior_fen > 0) pieces.push({ text: t('meetings.story_prior', { prior: yuan(story.prior_fen) }) })
  return pieces
}

/** The word of a label in the language of the page. */
export const wordOf = (label: { zh: string; en: string }): string =>
  language() === 'en' ? label.en : label.zh
