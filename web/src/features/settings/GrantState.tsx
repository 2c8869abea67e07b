import { useT } from '../../lib/i18n'
import { Tag, type Tone } from '../../ui/Tag'
import type { Grant } from './types'

const tones: Record<string, Tone> = { now: 'green', later: 'blue', past: 'grey' }

export function GrantState({ grant }: { grant: Grant }) {
  const t = useT()
  return <Tag tone={tones[grant.state] ?? 'grey'}>{t(`settings.grant_${grant.state}`)}</Tag>
}
