import { useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { addDays } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { useToday } from '../../ui/today'
import { LastDayDialog } from './LastDayDialog'
import { endGrant, settingsKeys } from './queries'
import type { Grant } from './types'

/** The button that ends a role, with its dialog. */
export function EndGrant({ grant }: { grant: Grant }) {
  const t = useT()
  const today = useToday()
  const queries = useQueryClient()
  const [open, setOpen] = useState(false)
  const action = useAction({
    send: endGrant,
    done: t('settings.saved'),
    onDone: async () => {
      setOpen(false)
      await queries.invalidateQueries({ queryKey: settingsKeys.all })
    },
  })
  if (!can(grant, 'end')) return null
  return (
    <>
      <Button size="small" style={{ position: 'relative', zIndex: 1 }} onClick={() => setOpen(true)}>
        {t('settings.grant_end')}
      </Button>
      <LastDayDialog
        open={open}
        title={t('settings.grant_end_title', { name: grant.label })}
        note={t('settings.grant_end_note')}
        confirm={t('settings.grant_end')}
        min={addDays(today, -1)}
        max={grant.to_on || undefined}
        pending={action.pending}
        onClose={() => setOpen(false)}
        onConfirm={(values) => action.run({ id: grant.id, body: { ...values, version: grant.version } })}
      />
    </>
  )
}
