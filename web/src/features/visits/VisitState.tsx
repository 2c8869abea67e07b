import { useT } from '../../lib/i18n'
import { Tag } from '../../ui/Tag'
import type { Visit } from './types'

export function VisitState({ visit }: { visit: Pick<Visit, 'state'> }) {
  const t = useT()
  const tone = visit.state === 'done' ? 'green' : visit.state === 'planned' ? 'amber' : 'grey'
  return <Tag tone={tone}>{t(`visits.state_${visit.state}`)}</Tag>
}
