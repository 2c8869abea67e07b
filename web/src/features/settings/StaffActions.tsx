import { useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { LastDayDialog } from './LastDayDialog'
import { leaveStaff, settingsKeys } from './queries'
import { StaffDialog } from './StaffDialog'
import type { Staff } from './types'

export function StaffActions({ staff }: { staff: Staff }) {
  const t = useT()
  const queries = useQueryClient()
  const [open, setOpen] = useState<'edit' | 'leave'>()
  const close = () => setOpen(undefined)
  const leave = useAction({
    send: leaveStaff,
    done: t('settings.saved'),
    onDone: async () => {
      close()
      await queries.invalidateQueries({ queryKey: settingsKeys.all })
    },
  })
  return (
    <>
      {can(staff, 'leave') ? (
        <Button onClick={() => setOpen('leave')}>{t('settings.staff_leave')}</Button>
      ) : null}
      {can(staff, 'edit') ? <Button onClick={() => setOpen('edit')}>{t('settings.edit')}</Button> : null}
      <StaffDialog open={open === 'edit'} staff={staff} onClose={close} />
      <LastDayDialog
        open={open === 'leave'}
        title={t('settings.staff_leave_title', { name: staff.name })}
        note={t('settings.staff_leave_note')}
        confirm={t('settings.staff_leave')}
        min={staff.from_on}
        pending={leave.pending}
        onClose={close}
        onConfirm={(values) => leave.run({ id: staff.id, body: { ...values, version: staff.version } })}
      />
    </>
  )
}
