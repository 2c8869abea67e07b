import { useT } from '../../lib/i18n'
import { Tag, type Tone } from '../../ui/Tag'

const tones: Record<string, Tone> = {
  waiting: 'blue',
  held: 'amber',
  batched: 'teal',
  paid: 'green',
  failed: 'red',
  repaid: 'grey',
  cancelled: 'grey',
  draft: 'grey',
  locked: 'amber',
  reviewed: 'violet',
  released: 'teal',
  returned: 'blue',
  reconciled: 'green',
  closed: 'grey',
  open: 'green',
}

/** The state of a fund, an order or a batch; `of` chooses the words. */
export function FundTag({ of, state }: { of: 'fund' | 'order' | 'batch'; state: string }) {
  const t = useT()
  return <Tag tone={tones[state] ?? 'grey'}>{t(`funds.${of}_${state}`)}</Tag>
}
