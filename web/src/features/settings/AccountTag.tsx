import { useT } from '../../lib/i18n'
import { Tag, type Tone } from '../../ui/Tag'
import type { Staff } from './types'

const tones: Record<string, Tone> = { open: 'green', locked: 'amber', disabled: 'red', none: 'grey' }

export function AccountTag({ account }: { account: Staff['account'] }) {
  const t = useT()
  return <Tag tone={tones[account.state] ?? 'grey'}>{t(`settings.account_${account.state}`)}</Tag>
}
