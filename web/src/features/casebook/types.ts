import type { Target } from '../../lib/paths'

// GET /api/v1/cases and GET /api/v1/cases/{id}/page; described in docs/web-contract.md.

export interface Word {
  code: string
  label: string
}

/** A row of the casebook. */
export interface CaseRow {
  id: string
  file_no: string
  household: string
  place: string
  state: string
  state_label?: string
  class: Word | null
  needs: Word[]
  accepted_on: string
  next_step: string
  next_due_on: string | null
  received_fen: number
  contact: string
}

/** Who pays: decides the colour. */
export type Payer = 'statutory1' | 'statutory2' | 'statutory3' | 'union' | 'platform' | 'family' | 'donor'

export interface MoneyPart {
  label: string
  payer: Payer
  amount_fen: number
}

export interface CapUse {
  code: string
  label: string
  /** 每人每年 */
  per: string
  used_fen: number
  cap_fen: number
  parts: MoneyPart[]
}

export type MeasureStatus = 'done' | 'doing' | 'planned' | 'late' | 'dropped'

export interface Measure {
  id: string
  title: string
  owner: string
  due_on: string | null
  /** null: a service without a sum. */
  amount_fen: number | null
  status: MeasureStatus
  result: string
}

export interface NextStep {
  title: string
  due_on: string | null
  /** What happens when the date passes. */
  consequence: string
  actions: { code: string; label: string; primary: boolean; target: Target }[]
}

export interface Member {
  id: string
  name: string
  relation: string
  sex: string
  age: number | null
  tag: string
  detail: string
  /** Masked by the server. */
  id_no: string
}

export interface CaseFile {
  id: string
  version: number
  file_no: string
  household: string
  place: string
  accepted_on: string
  state: string
  state_label?: string
  class: Word | null
  needs: Word[]
  /** One sentence with the gap; strong parts are printed bold. */
  summary: { text: string; strong?: boolean }[]
  /** The five roles, in order. */
  roles: { label: string; text: string }[]
  next: NextStep | null
  members: Member[]
  economy: {
    income_fen: number
    rigid_fen: number
    months: number
    members: number
    net_fen: number
    conclusion: string
  } | null
  views: { days: number; total: number; items: { at: number; who: string; purpose: string }[] }
  cost: { label: string; total_fen: number; parts: MoneyPart[] } | null
  caps: { year: number; items: CapUse[] } | null
  plan: { version: number; done: number; items: Measure[] } | null
  questions: { open: number; items: { id: string; from: string; text: string; answer: string }[] }
  timeline: {
    total: number
    items: { id: string; on: string; text: string; kind: 'money' | 'mark' | 'open' | 'plain' }[]
  }
  papers: { total: number; groups: { label: string; count: number }[]; warnings: string[] }
  can: string[]
}
