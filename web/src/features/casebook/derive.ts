import { daysBetween } from '../../lib/dates'
import type { Book, CapUse, CaseFile, Measure, Member, Plan, PlanSheet } from './types'

// What the page says about a case that the server sends as facts; nothing here decides what somebody may do.

export type Payer = 'statutory1' | 'statutory2' | 'statutory3' | 'union' | 'platform' | 'family' | 'donor'

export interface CostPart {
  code: string
  payer: Payer
  amount_fen: number
}

/** What the platform has paid so far for a purpose, or for all; promised money is not paid. */
export function paidOf(plan: PlanSheet | undefined, purpose?: string): number {
  return (plan?.awards ?? [])
    .filter((award) => !purpose || award.purpose === purpose)
    .flatMap((award) => award.instalments)
    .filter((one) => one.state === 'paid')
    .reduce((sum, one) => sum + one.amount_fen, 0)
}

/** Who bore the medical cost of the bills on file; the parts add up to the total. */
export function costOf(book: Book, plan?: PlanSheet): { total_fen: number; parts: CostPart[] } | null {
  const bills = book.details.bills ?? []
  if (bills.length === 0) return null
  const sum = (pick: (bill: (typeof bills)[number]) => number) =>
    bills.reduce((total, bill) => total + pick(bill), 0)
  const own = sum((b) => b.self_fen)
  const paid = Math.min(paidOf(plan, 'medical'), own)
  const parts: CostPart[] = [
    { code: 'basic', payer: 'statutory1', amount_fen: sum((b) => b.basic_fen) },
    { code: 'serious', payer: 'statutory2', amount_fen: sum((b) => b.serious_fen) },
    { code: 'medical_aid', payer: 'statutory3', amount_fen: sum((b) => b.medical_aid_fen) },
    { code: 'mutual', payer: 'statutory3', amount_fen: sum((b) => b.mutual_fen) },
    { code: 'commercial', payer: 'donor', amount_fen: sum((b) => b.commercial_fen) },
    { code: 'earlier', payer: 'platform', amount_fen: sum((b) => b.earlier_fen) },
    { code: 'aid', payer: 'union', amount_fen: paid },
    { code: 'family', payer: 'family', amount_fen: own - paid },
  ]
  return {
    total_fen: sum((b) => b.total_fen),
    parts: parts.filter((part) => part.amount_fen > 0 || part.code === 'family'),
  }
}

/** Caps worth a line: those that were used, and of the others one a purpose. */
export function capsShown(caps: readonly CapUse[]): CapUse[] {
  const used = caps.filter((cap) => cap.used_fen > 0)
  const rest = caps.filter(
    (cap, index) =>
      !used.some((one) => one.purpose === cap.purpose) &&
      caps.findIndex((one) => one.purpose === cap.purpose) === index,
  )
  return caps.filter((cap) => used.includes(cap) || rest.includes(cap))
}

/** The plan to show: the draft when there is one, otherwise the one in force. */
export function planShown(sheet: PlanSheet | undefined): Plan | undefined {
  const plans = sheet?.plans ?? []
  return (
    plans.find((one) => one.state === 'draft') ?? plans.find((one) => one.state === 'approved') ?? plans[0]
  )
}

export type Progress = 'done' | 'doing' | 'planned' | 'late' | 'dropped'

/** How far a measure is; money counts as done when every instalment is paid. */
export function progressOf(measure: Measure, sheet: PlanSheet | undefined, today: string): Progress {
  const parts = (sheet?.awards ?? [])
    .filter((award) => award.measure_id === measure.id)
    .flatMap((award) => award.instalments)
  const paid = parts.filter((one) => one.state === 'paid').length
  if (measure.state === 'done' || (parts.length > 0 && paid === parts.length)) return 'done'
  if (measure.state === 'failed' || measure.state === 'cancelled') return 'dropped'
  if (measure.due_on < today) return 'late'
  return measure.state === 'doing' || paid > 0 ? 'doing' : 'planned'
}

/** What was declared or found for a year: income, and what cannot be avoided. */
export function economyOf(book: Book): { income_fen: number; rigid_fen: number } {
  const sum = (side: string) =>
    (book.details.amounts ?? [])
      .filter((one) => one.side === side)
      .reduce((total, one) => total + one.year_fen, 0)
  return { income_fen: sum('income'), rigid_fen: sum('rigid') }
}

/** "a **b** c" → parts, of which the marked ones are printed bold. */
export function marked(sentence: string): { text: string; strong: boolean }[] {
  return sentence
    .split('**')
    .map((text, index) => ({ text, strong: index % 2 === 1 }))
    .filter((part) => part.text !== '')
}

export function ageOf(birthOn: string, today: string): number | null {
  if (!birthOn) return null
  const years = Number(today.slice(0, 4)) - Number(birthOn.slice(0, 4))
  return today.slice(5) < birthOn.slice(5) ? years - 1 : years
}

export function nameOf(members: readonly Member[], personId: string): string {
  return members.find((member) => member.person.id === personId)?.person.name ?? ''
}

export function beneficiaries(book: Book): string[] {
  const chosen = new Set((book.details.persons ?? []).filter((p) => p.is_beneficiary).map((p) => p.person_id))
  return book.members.filter((member) => chosen.has(member.person.id)).map((member) => member.person.name)
}

/** The day by which the case must move: the next step's, or none. */
export function dueOf(book: Book): string {
  const { next, paused_on } = book.case
  return next && !paused_on ? next.due_on : ''
}

export function lateness(due: string, today: string): 'late' | 'soon' | 'calm' {
  const days = daysBetween(today, due)
  return days < 0 ? 'late' : days <= 3 ? 'soon' : 'calm'
}

/** An action of the page: of the case itself, or of the rooms that hang on it. */
export interface Action {
  code: ActionCode
  /** The transfer, question, paper … that it is about. */
  id?: string
}

/** In the order in which they are offered. */
export const actionCodes = [
  'edit',
  'submit',
  'papers_in',
  'authorise',
  'check',
  'visit',
  'prior',
  'assess',
  'propose',
  'publish_notice',
  'close_notice',
  'resolve_objection',
  'answer',
  'approve_plan',
  'plan',
  'sign_urgent',
  'retable',
  'notify_decline',
  'confirm_end',
  'ask_papers',
  'paper',
  'transfer',
  'invite',
  'ask_urgent',
  'question',
  'object',
  'waive_flag',
  'propose_end',
  'cancel_end',
  'ask_reopen',
  'return_back',
  'decline',
  'lapse',
  'withdraw',
] as const

export type ActionCode = (typeof actionCodes)[number] | 'answer_transfer' | 'measure'

/** Actions that turn somebody away; shown last and in red. */
export const grave: ReadonlySet<ActionCode> = new Set([
  'decline',
  'lapse',
  'withdraw',
  'propose_end',
  'confirm_end',
])

/** What the server lets this reader do now, in the page's order. */
export function actionsOf({ book, check, plan, visits }: CaseFile): ActionCode[] {
  const can = new Set<string>(book.case.can)
  if (can.has('dismiss_objection') || can.has('uphold_objection')) can.add('resolve_objection')
  if (can.has('waive_flag') && !(book.details.flags ?? []).some((flag) => flag.waived_by === ''))
    can.delete('waive_flag')
  if (!book.questions.some((question) => question.answered_at === 0)) can.delete('answer')
  if (check?.can.includes('authorise') && check.members.some((one) => one.is_adult && one.state !== 'valid'))
    can.add('authorise')
  if (check?.can.includes('request')) can.add('check')
  if (
    visits &&
    (visits.can.includes('plan') || visits.visits.some((one) => one.is_open && one.can.length > 0))
  )
    can.add('visit')
  if (plan?.can.includes('draft') || plan?.plans.some((one) => one.can.includes('edit'))) can.add('plan')
  if (plan?.plans.some((one) => one.can.includes('approve'))) can.add('approve_plan')
  if (plan?.can.includes('ask_urgent')) can.add('ask_urgent')
  if (plan?.urgents.some((one) => one.can.includes('sign'))) can.add('sign_urgent')
  if (book.case.state === 'first_opinion' && book.case.opinion_on === '') can.delete('publish_notice')
  return actionCodes.filter((code) => can.has(code))
}

/** The one thing to do first; its button is the red one. */
export function mainAction(file: CaseFile): ActionCode | undefined {
  const actions = actionsOf(file)
  const { case: c } = file.book
  const first = (...codes: ActionCode[]) => codes.find((code) => actions.includes(code))
  switch (c.state) {
    case 'draft':
      return first('edit', 'submit')
    case 'accepted':
      return c.authorised ? first('check') : first('authorise', 'check')
    case 'awaiting_papers':
      return first('papers_in', 'paper')
    case 'first_opinion':
      if (c.prior_on === '') return first('prior')
      if (c.assessment_id === '') return first('assess')
      return c.opinion_on === '' ? first('propose') : first('publish_notice')
    case 'noticed':
      return first('close_notice')
    case 'objection_review':
      return first('resolve_objection')
    case 'deferred':
      return first('answer', 'retable')
    case 'visiting':
      return first('visit')
    case 'tabled':
      return first('answer')
    case 'recognised':
      return first('answer', 'approve_plan', 'plan')
    case 'assisting':
      return first('answer', 'approve_plan')
    case 'revisit_due':
      return first('answer', 'visit')
    case 'declined':
      return first('notify_decline')
    case 'ending':
      return first('confirm_end')
    case 'ended':
      return first('ask_reopen')
    default:
      return undefined
  }
}

/** Which dot a line of the record gets. */
export function lineKind(action: string): 'money' | 'mark' | 'open' | 'plain' {
  if (/^(plan\.award|fund\.|plan\.urgent)/.test(action)) return 'money'
  if (/^aid\.(question|object|ask_papers|ask_reopen)$/.test(action)) return 'open'
  if (
    /^aid\.(submit|recognise|decline|decline_at_meeting|propose|publish_notice|close_notice|confirm_end|reopen|approve_plan|visit_done|report_in)$/.test(
      action,
    )
  )
    return 'mark'
  return 'plain'
}

/** Papers by kind, the most frequent first; asked ones are not there yet. */
export function paperGroups(book: Book): { kind: string; count: number }[] {
  const count = new Map<string, number>()
  for (const paper of book.papers)
    if (paper.state === 'given') count.set(paper.kind, (count.get(paper.kind) ?? 0) + 1)
  return [...count].map(([kind, n]) => ({ kind, count: n })).sort((a, b) => b.count - a.count)
}

/** The record without what only the full list needs: uploads, and the same words twice running. */
export function briefly(lines: Book['timeline']): Book['timeline'] {
  return lines
    .filter((line) => line.action !== 'file.send')
    .filter((line, index, all) => index === 0 || line.text !== all[index - 1]?.text)
}

/** A text cut at a sentence's end, or within it, when it is too long for the head of the page. */
export function shortened(text: string, most: number): string {
  const letters = [...text]
  if (letters.length <= most) return text
  const cut = letters.slice(0, most).join('')
  const end = Math.max(cut.lastIndexOf('。'), cut.lastIndexOf('；'))
  return end > most / 2 ? cut.slice(0, end + 1) : `${cut}…`
}

/** The verb of an action; a visit is called what it is for. */
export function verbOf(code: ActionCode, file: CaseFile): string {
  if (code !== 'visit') return `do_${code}`
  const open = file.visits?.visits.some((one) => one.is_open)
  const revisit = file.book.case.state === 'revisit_due' || file.book.case.state === 'assisting'
  return `do_${open ? 'go' : 'book'}_${revisit ? 'revisit' : 'visit'}`
}
