import { Tag, type Tone } from '../../ui/Tag'

const tones: Record<string, Tone> = {
  draft: 'grey',
  open: 'green',
  closed: 'amber',
  disclosed: 'teal',
  cancelled: 'grey',
  pledged: 'blue',
  counted: 'amber',
  received: 'green',
  refunded: 'grey',
  issued: 'green',
  checked: 'blue',
  applied: 'green',
  asked: 'amber',
  done: 'green',
  declined: 'red',
  due: 'amber',
  published: 'green',
  handed: 'amber',
  accepted: 'green',
  returned: 'grey',
}

/** A state of this room, in the server's words. */
export function GiftTag({ state, text }: { state: string; text: string }) {
  return <Tag tone={tones[state] ?? 'grey'}>{text}</Tag>
}
