import { useQueryClient } from '@tanstack/react-query'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { cancelVisit, visitKeys } from './queries'
import type { Visit } from './types'

export function CancelDialog({ open, visit, onClose }: { open: boolean; visit: Visit; onClose: () => void }) {
  const t = useT()
  const queries = useQueryClient()
  const action = useAction({
    send: (reason: string, key: string) => cancelVisit(visit.id, { version: visit.version, reason }, key),
    done: t('visits.cancelled'),
    onDone: async () => {
      onClose()
      await queries.invalidateQueries({ queryKey: visitKeys.all })
    },
  })
  return (
    <ReasonDialog
      open={open}
      title={t('visits.cancel')}
      confirm={t('visits.cancel')}
      pending={action.pending}
      danger
      onConfirm={action.run}
      onClose={onClose}
    >
      {t('visits.cancel_hint', { name: visit.title })}
    </ReasonDialog>
  )
}
