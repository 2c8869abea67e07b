import { useState } from 'react'
import { useNavigate } from 'react-router'
import { paths } from '../../lib/paths'
import type { Action, ActionCode } from './derive'
import type { CaseFile } from './types'

export type OpenAction = (code: ActionCode, id?: string) => void

/** Which dialog is open; some actions lead to a page of their own. */
export function useActions(file: CaseFile | undefined) {
  const navigate = useNavigate()
  const [action, setAction] = useState<Action>()
  const open: OpenAction = (code, id) => {
    const visit = file?.visits?.visits.find((one) => one.is_open)
    if (code === 'edit' && file) void navigate(paths.intakeEdit(file.book.case.id))
    else if (code === 'visit' && visit) void navigate(paths.visit(visit.id))
    else setAction(id === undefined ? { code } : { code, id })
  }
  return { action, open, close: () => setAction(undefined) }
}
