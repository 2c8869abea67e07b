import type { Target } from '../../lib/paths'

// GET /api/v1/workbench; described in docs/web-contract.md.

export interface Task {
  id: string
  /** For the filter above the list. */
  group: 'visit' | 'meeting' | 'other'
  /** What is to be done: 半年回访. */
  title: string
  /** Whom it concerns: 王立军户. */
  subject: string
  /** Why it matters now, or where: 让胡路区·下一笔 1,500 元已自动暂缓. */
  note: string
  due_on: string
  state: string
  state_label?: string
  /** The verb that does it: 去回访. */
  verb: string
  target: Target
}

export interface Waiting {
  id: string
  /** Organisation and person: 市民政局 高明. */
  from: string
  text: string
  since_on: string
  verb: string
  target: Target
}

export interface Glance {
  /** 2020-H2 */
  half: string
  entered: number
  entered_new: number
  recognised: number
  recognised_new: number
  ended: number
  assisting: number
  /** Left out for those who may not see the fund. */
  pool?: { balance_fen: number; available_fen: number; committed_fen: number; as_of_at: number }
  revisits?: { due: number; on_time: number; overdue: number }
}

export interface NextMeeting {
  id: string
  name: string
  starts_at: number
  cases_ready: number
  cases_total: number
  rule_motions: number
  checks: { code: string; label: string; done: number; total: number }[]
  /** What keeps single cases from being heard. */
  missing: { case_id: string; subject: string; text: string }[]
}

export interface Workbench {
  can: string[]
  glance: Glance | null
  tasks: { items: Task[]; total: number }
  waiting: { items: Waiting[]; total: number }
  meeting: NextMeeting | null
}
