import type { Schemas } from '../../api/schemas'
import type { StoredFile } from '../../api/upload'

// What a clerk has typed so far, in the shape of the form; application.ts turns it into what the server takes.

export type Need = string
export type PayeeRole = 'self' | 'guardian'

export interface MemberDraft {
  /** Of this form only; other parts name the person by it. */
  key: string
  /** Of a person that the server knows already. */
  person_id: string
  relation: string
  name: string
  doc_type: string
  doc_no: string
  /** As the server shows a number that it keeps; used while doc_no is empty. */
  doc_masked: string
  sex: string
  birth_on: string
  phone: string
  phone_masked: string
  health: string
  disease: string
  work_status: string
  employer_name: string
  union_member: boolean
  month_fen: number | undefined
  school: string
  school_stage: string
  dis_type: string
  dis_level: string
  dis_cert: string
  /** Why the person moves here from a household without an open case. */
  move: string
  /** Everything else of the person, kept as it was read. */
  rest: Partial<Schemas['PeopleMemberInput']>
}

export interface AmountDraft {
  key: string
  side: 'income' | 'rigid'
  person: string
  kind: string
  year_fen: number | undefined
  has_evidence: boolean
}

export interface BillDraft {
  key: string
  person: string
  hospital: string
  diagnosis: string
  disease: string
  visit_kind: string
  from_on: string
  to_on: string
  invoice_no: string
  total_fen: number | undefined
  basic_fen: number | undefined
  serious_fen: number | undefined
  medical_aid_fen: number | undefined
  mutual_fen: number | undefined
  commercial_fen: number | undefined
  earlier_fen: number | undefined
}

export interface PaperDraft {
  key: string
  kind: string
  files: StoredFile[]
}

export interface SignedDraft {
  /** The scan of the authorisation of the economic check, by person. */
  [person: string]: StoredFile[]
}

export interface IntakeDraft {
  household_id: string
  household_version: number
  area_code: string
  street: string
  community: string
  address: string
  has_address: boolean
  housing: string
  members: MemberDraft[]
  removed: { person_id: string; name: string }[]
  needs: Need[]
  cause: string
  summary: string
  urgent: boolean
  amounts: AmountDraft[]
  bills: BillDraft[]
  flags: string[]
  on_behalf: boolean
  applicant_name: string
  /** Keys of members; empty for none. */
  qualifier: string
  beneficiaries: string[]
  payee: string
  account_number: string
  account_branch: string
  account_holder: string
  account_is_guardian: boolean
  /** The account that the server keeps for the payee: "工商银行 尾号 4417". */
  account_known: string
  truth: boolean
  truth_file: StoredFile[]
  sensitive: boolean
  represent: boolean
  represent_file: StoredFile[]
  given_on: string
  /** Consents of the server that this form does not show. */
  other_consents: Schemas['AidConsent'][]
  authorised: SignedDraft
  papers: PaperDraft[]
  /** Warning code → why it is right all the same. */
  overrides: Record<string, string>
}

let last = 0
/** A name for a new row, not used twice while the form is open nor after it was restored. */
export function newKey(): string {
  last += 1
  return `${Date.now().toString(36)}${last.toString(36)}`
}

export function newMember(relation: string): MemberDraft {
  return {
    key: newKey(),
    person_id: '',
    relation,
    name: '',
    doc_type: '1',
    doc_no: '',
    doc_masked: '',
    sex: '',
    birth_on: '',
    phone: '',
    phone_masked: '',
    health: '1',
    disease: '',
    work_status: '',
    employer_name: '',
    union_member: false,
    month_fen: undefined,
    school: '',
    school_stage: '',
    dis_type: '',
    dis_level: '',
    dis_cert: '',
    move: '',
    rest: {},
  }
}

export function newBill(person: string): BillDraft {
  return {
    key: newKey(),
    person,
    hospital: '',
    diagnosis: '',
    disease: '',
    visit_kind: 'inpatient',
    from_on: '',
    to_on: '',
    invoice_no: '',
    total_fen: undefined,
    basic_fen: undefined,
    serious_fen: undefined,
    medical_aid_fen: undefined,
    mutual_fen: undefined,
    commercial_fen: undefined,
    earlier_fen: undefined,
  }
}

export function newAmount(side: 'income' | 'rigid', person: string, kind: string): AmountDraft {
  return { key: newKey(), side, person, kind, year_fen: undefined, has_evidence: false }
}

/** An empty form: one member who is the head, the beneficiary and the payee. */
export function emptyDraft(today: string, area: string, onBehalf: boolean): IntakeDraft {
  const head = newMember('02')
  return {
    household_id: '',
    household_version: 0,
    area_code: area.length >= 6 && !area.endsWith('00') ? area.slice(0, 6) : '',
    street: '',
    community: '',
    address: '',
    has_address: false,
    housing: '',
    members: [head],
    removed: [],
    needs: [],
    cause: '',
    summary: '',
    urgent: false,
    amounts: [newAmount('income', head.key, 'wage')],
    bills: [],
    flags: [],
    on_behalf: onBehalf,
    applicant_name: '',
    qualifier: '',
    beneficiaries: [head.key],
    payee: head.key,
    account_number: '',
    account_branch: '',
    account_holder: '',
    account_is_guardian: false,
    account_known: '',
    truth: false,
    truth_file: [],
    sensitive: true,
    represent: false,
    represent_file: [],
    given_on: today,
    other_consents: [],
    authorised: {},
    papers: [],
    overrides: {},
  }
}
