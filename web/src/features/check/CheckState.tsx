import { useT } from '../../lib/i18n'
import { Tag, type Tone } from '../../ui/Tag'

const tones: Record<string, Tone> = {
  open: 'blue',
  submitted: 'amber',
  issued: 'green',
  cancelled: 'grey',
  valid: 'green',
  missing: 'amber',
  expired: 'red',
  withdrawn: 'red',
  not_needed: 'grey',
}

/** The state of a check or of somebody's authorisation: colour and word. */
export function CheckState({ state }: { state: string }) {
  const t = useT()
  return <Tag tone={tones[state] ?? 'grey'}>{t(`check.state_${state}`)}</Tag>
}
