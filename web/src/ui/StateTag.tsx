import { useT } from '../lib/i18n'
import { Tag, type Tone } from './Tag'

// Colour and word, never colour alone; the words stand in locales/*/state.json.
const tones: Record<string, Tone> = {
  draft: 'grey',
  withdrawn: 'grey',
  ending: 'grey',
  ended: 'grey',
  archived: 'grey',
  accepted: 'blue',
  checking: 'blue',
  first_opinion: 'blue',
  awaiting_papers: 'amber',
  visiting: 'amber',
  revisit_due: 'amber',
  objection_review: 'amber',
  noticed: 'teal',
  tabled: 'violet',
  deferred: 'violet',
  recognised: 'green',
  assisting: 'green',
  declined: 'red',
  overdue: 'red',
}

export const states = Object.keys(tones)

/** The word of a state; for a code that this version does not know, the server's word. */
export function StateTag({ state, label }: { state: string; label?: string }) {
  const t = useT()
  return <Tag tone={tones[state] ?? 'grey'}>{state in tones ? t(`state.${state}`) : (label ?? state)}</Tag>
}
