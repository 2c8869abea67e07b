import { Tag, type Tone } from '../../ui/Tag'

const tones: Record<string, Tone> = {
  asked: 'amber',
  confirmed: 'green',
  denied: 'red',
  unreached: 'amber',
  explained: 'blue',
}

/** The state of a confirmation, in the server's words. */
export function ConfirmationTag({ state, text }: { state: string; text: string }) {
  return <Tag tone={tones[state] ?? 'grey'}>{text}</Tag>
}
