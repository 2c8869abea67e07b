import type { Schemas } from '../../api/schemas'
import {
  type BillDraft,
  emptyDraft,
  type IntakeDraft,
  type MemberDraft,
  newAmount,
  newKey,
  newMember,
} from './draft'

type Application = Schemas['CreateInBody']
type Book = Schemas['AidCasebook']

/** The text of the consents that windows hand out now. */
const TEXT_VERSION = '2018-1'

/** What the household bore itself, in fen. */
export function selfPaid(bill: BillDraft): number {
  const others = [
    bill.basic_fen,
    bill.serious_fen,
    bill.medical_aid_fen,
    bill.mutual_fen,
    bill.commercial_fen,
    bill.earlier_fen,
  ].reduce<number>((sum, one) => sum + (one ?? 0), 0)
  return (bill.total_fen ?? 0) - others
}

function memberInput(m: MemberDraft, draft: IntakeDraft): Schemas['PeopleMemberInput'] {
  const account =
    draft.payee === m.key && draft.account_number.trim()
      ? {
          number: draft.account_number,
          holder: draft.account_holder.trim() || m.name,
          branch: draft.account_branch,
          is_guardian: draft.account_is_guardian,
        }
      : undefined
  return {
    ...m.rest,
    person_id: m.person_id,
    relation: m.relation,
    name: m.name,
    doc_type: m.doc_type,
    doc_no: m.doc_no,
    sex: m.sex,
    birth_on: m.birth_on,
    work_status: m.work_status,
    employer_name: m.employer_name,
    union_member: m.union_member,
    form: { ...m.rest.form, school: m.school, school_stage: m.school ? m.school_stage : '' },
    medical: { ...m.rest.medical, health: m.health, disease: m.disease },
    income: { month_fen: m.month_fen ?? 0, other_year_fen: m.rest.income?.other_year_fen ?? 0 },
    ...(m.phone || !m.person_id ? { phone: m.phone } : {}),
    ...(m.dis_type || m.dis_level || m.dis_cert
      ? { disability: { ...m.rest.disability, type: m.dis_type, level: m.dis_level, cert_no: m.dis_cert } }
      : {}),
    ...(m.move ? { move: m.move } : {}),
    ...(account ? { account } : {}),
  }
}

function consents(draft: IntakeDraft, at: (key: string) => number): Application['consents'] {
  const head = draft.members[0]
  const signer = head?.name ?? ''
  const one = (
    person: number,
    purpose: 'truth' | 'sensitive_data' | 'represent',
    file: string | undefined,
    by: string,
  ) => ({
    person,
    purpose,
    text_version: TEXT_VERSION,
    channel: 'paper' as const,
    given_on: draft.given_on,
    given_by: by,
    file_id: file ?? '',
  })
  const list: NonNullable<Application['consents']> = draft.other_consents.flatMap((old) => {
    const person = draft.members.findIndex((m) => m.person_id === old.person_id)
    return person < 0
      ? []
      : [
          {
            person,
            purpose: old.purpose as 'economic_check',
            text_version: old.text_version,
            channel: old.channel as 'paper',
            given_on: old.given_on,
            given_by: old.given_by,
            file_id: old.file_id,
          },
        ]
  })
  if (draft.truth) list.push(one(0, 'truth', draft.truth_file[0]?.id, signer))
  if (draft.sensitive) list.push(one(0, 'sensitive_data', undefined, signer))
  if (draft.on_behalf && draft.represent) {
    const person = Math.max(0, at(draft.qualifier))
    list.push(one(person, 'represent', draft.represent_file[0]?.id, draft.members[person]?.name ?? signer))
  }
  return list
}

/** What the server takes; persons are named by their place. */
export function toApplication(draft: IntakeDraft): Application {
  const at = (key: string) => draft.members.findIndex((m) => m.key === key)
  return {
    household: {
      ...(draft.household_id ? { id: draft.household_id, version: draft.household_version } : {}),
      area_code: draft.area_code,
      street: draft.street,
      community: draft.community,
      housing: draft.housing,
      ...(draft.address ? { address: draft.address } : {}),
      members: draft.members.map((m) => memberInput(m, draft)),
      ...(draft.removed.length > 0
        ? { remove: draft.removed.map((m) => ({ person_id: m.person_id, reason: '申请时更正' })) }
        : {}),
      overrides: Object.fromEntries(Object.entries(draft.overrides).filter(([, why]) => why.trim())),
    },
    needs: draft.needs,
    cause: draft.cause,
    summary: draft.summary.trim(),
    urgent: draft.urgent,
    on_behalf: draft.on_behalf,
    applicant_name: draft.applicant_name,
    member: at(draft.qualifier),
    beneficiaries: draft.beneficiaries.map(at).filter((n) => n >= 0),
    payee: at(draft.payee),
    consents: consents(draft, at),
    amounts: draft.amounts
      .filter((one) => one.year_fen !== undefined)
      .map((one) => ({
        person: at(one.person),
        side: one.side,
        kind: one.kind,
        year_fen: one.year_fen ?? 0,
        has_evidence: one.has_evidence,
      })),
    bills: draft.bills
      .filter((one) => one.total_fen)
      .map((one) => ({
        person: Math.max(0, at(one.person)),
        hospital: one.hospital,
        diagnosis: one.diagnosis,
        disease: one.disease,
        visit_kind: one.visit_kind,
        from_on: one.from_on,
        to_on: one.to_on || one.from_on,
        invoice_no: one.invoice_no,
        total_fen: one.total_fen ?? 0,
        basic_fen: one.basic_fen ?? 0,
        serious_fen: one.serious_fen ?? 0,
        medical_aid_fen: one.medical_aid_fen ?? 0,
        mutual_fen: one.mutual_fen ?? 0,
        commercial_fen: one.commercial_fen ?? 0,
        earlier_fen: one.earlier_fen ?? 0,
      })),
    flags: draft.flags.map((kind) => ({ kind, source: 'declared' as const })),
  }
}

/** The form of an application that the server keeps. */
export function fromBook(book: Book, today: string): IntakeDraft {
  const c = book.case
  const keyOf = new Map<string, string>()
  const members = book.members.map((one): MemberDraft => {
    const p = one.person
    const m = newMember(one.relation)
    keyOf.set(p.id, m.key)
    return {
      ...m,
      person_id: p.id,
      name: p.name,
      doc_type: p.doc_type,
      doc_masked: p.doc_no,
      sex: p.sex,
      birth_on: p.birth_on,
      phone_masked: p.phone,
      health: p.medical?.health ?? '',
      disease: p.medical?.disease ?? '',
      work_status: p.work_status,
      employer_name: p.employer_name,
      union_member: p.union_member,
      month_fen: p.income?.month_fen || undefined,
      school: p.form.school ?? '',
      school_stage: p.form.school_stage ?? '',
      dis_type: p.disability?.type ?? '',
      dis_level: p.disability?.level ?? '',
      rest: {
        ethnic: p.ethnic,
        marital: p.marital,
        hukou_type: p.hukou_type,
        hukou_area: p.hukou_area,
        political: p.political,
        employer_org_id: p.employer_org_id,
        insurance: p.insurance,
        education: p.education,
        form: p.form,
        ...(p.medical ? { medical: p.medical } : {}),
        ...(p.income ? { income: p.income } : {}),
        ...(p.disability?.expires_on ? { disability: { expires_on: p.disability.expires_on } } : {}),
      },
    }
  })
  const key = (personId: string) => keyOf.get(personId) ?? ''
  const consent = (purpose: string) =>
    (book.details.consents ?? []).find((one) => one.purpose === purpose && one.withdrawn_on === '')
  const scan = (id: string | undefined) => (id ? [{ id, name: '', size: 0, sha256: '', media_type: '' }] : [])
  const account = book.members.find((one) => one.person.id === c.payee_person_id)?.person.account
  const shown = new Set(['truth', 'sensitive_data', 'represent'])
  return {
    ...emptyDraft(today, c.area_code, c.applicant_org_id !== ''),
    household_id: c.household_id,
    household_version: book.household.version,
    area_code: book.household.area_code.slice(0, 6),
    street: book.household.street,
    community: book.household.community,
    has_address: book.household.has_address,
    housing: book.household.housing,
    members,
    needs: [...c.needs],
    cause: c.cause,
    summary: c.summary,
    urgent: c.urgent,
    amounts: (book.details.amounts ?? [])
      .filter((one) => one.source === 'declared')
      .map((one) => ({
        key: newKey(),
        side: one.side === 'rigid' ? 'rigid' : 'income',
        person: key(one.person_id),
        kind: one.kind,
        year_fen: one.year_fen,
        has_evidence: one.has_evidence,
      })),
    bills: (book.details.bills ?? []).map((one) => ({ ...one, key: newKey(), person: key(one.person_id) })),
    flags: (book.details.flags ?? []).filter((one) => one.source === 'declared').map((one) => one.kind),
    applicant_name: c.applicant_name,
    qualifier: key(c.member_person_id),
    beneficiaries: (book.details.persons ?? [])
      .filter((one) => one.is_beneficiary)
      .map((one) => key(one.person_id)),
    payee: key(c.payee_person_id),
    account_known: account ? `${account.bank} ${account.last4}` : '',
    truth: consent('truth') !== undefined,
    truth_file: scan(consent('truth')?.file_id),
    sensitive: consent('sensitive_data') !== undefined,
    represent: consent('represent') !== undefined,
    represent_file: scan(consent('represent')?.file_id),
    given_on: consent('truth')?.given_on ?? today,
    other_consents: (book.details.consents ?? []).filter((one) => !shown.has(one.purpose)),
  }
}

/** A change of one member with what follows from it: the union member qualifies, a monthly wage is an income of the year. */
export function withMember(
  draft: IntakeDraft,
  key: string,
  part: Partial<MemberDraft>,
): Partial<IntakeDraft> {
  const out: Partial<IntakeDraft> = {
    members: draft.members.map((m) => (m.key === key ? { ...m, ...part } : m)),
  }
  if (part.union_member && draft.qualifier === '') out.qualifier = key
  if (part.union_member === false && draft.qualifier === key && !draft.on_behalf) out.qualifier = ''
  if ('month_fen' in part) {
    const old = draft.members.find((m) => m.key === key)?.month_fen
    const year = part.month_fen === undefined ? undefined : part.month_fen * 12
    const isOwn = (one: IntakeDraft['amounts'][number]) => one.person === key && one.kind === 'wage'
    const row =
      draft.amounts.find(
        (one) => isOwn(one) && one.year_fen === (old === undefined ? undefined : old * 12),
      ) ?? draft.amounts.find((one) => one.side === 'income' && one.year_fen === undefined)
    if (row)
      out.amounts = draft.amounts.map((one) =>
        one === row ? { ...one, person: key, kind: 'wage', year_fen: year } : one,
      )
    else if (!draft.amounts.some(isOwn))
      out.amounts = [...draft.amounts, { ...newAmount('income', key, 'wage'), year_fen: year }]
  }
  return out
}

export type StepKey = 'members' | 'needs' | 'money' | 'roles' | 'papers' | 'review'

/** Where in the form an input of the server stands: its step and the id of its input. */
export function placeOf(path: string, draft: IntakeDraft): { step: StepKey; field: string } {
  const clean = path.replace(/^household\./, '')
  const row = /^(members|amounts|bills|consents|beneficiaries|flags|needs)\[(\d+)\](?:\.(.+))?$/.exec(clean)
  if (row) {
    const [, list = '', place = '0', field = ''] = row
    const n = Number(place)
    switch (list) {
      case 'members': {
        const m = draft.members[n]
        if (field.startsWith('account')) return { step: 'roles', field: `account_${field.slice(8)}` }
        const input = field
          .replace(/^(form|medical)\./, '')
          .replace(/^disability\.(cert_no)?/, (_all, cert) => (cert ? 'dis_cert' : 'dis_'))
        return { step: 'members', field: m ? `${m.key}_${input || 'name'}` : '' }
      }
      case 'amounts':
        return {
          step: 'money',
          field: `${draft.amounts.filter((one) => one.year_fen !== undefined)[n]?.key ?? ''}_${field}`,
        }
      case 'bills':
        return {
          step: 'money',
          field: `${draft.bills.filter((one) => one.total_fen)[n]?.key ?? ''}_${field}`,
        }
      case 'consents':
        return { step: 'papers', field: 'truth' }
      case 'beneficiaries':
        return { step: 'roles', field: 'beneficiaries' }
      case 'flags':
        return { step: 'money', field: 'flags' }
      default:
        return { step: 'needs', field: 'needs' }
    }
  }
  const steps: Record<string, StepKey> = {
    needs: 'needs',
    cause: 'needs',
    summary: 'needs',
    urgent: 'needs',
    amounts: 'money',
    bills: 'money',
    flags: 'money',
    member: 'roles',
    payee: 'roles',
    beneficiaries: 'roles',
    applicant_name: 'roles',
    consents: 'papers',
  }
  const fields: Record<string, string> = {
    member: 'qualifier',
    consents: draft.truth ? 'represent' : 'truth',
  }
  const top = clean.split('.')[0] ?? ''
  return { step: steps[top] ?? 'members', field: fields[top] ?? top }
}

export function ageOn(birthOn: string, today: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(birthOn)) return undefined
  const years = Number(today.slice(0, 4)) - Number(birthOn.slice(0, 4))
  return today.slice(5) < birthOn.slice(5) ? years - 1 : years
}

export const CASH = ['living', 'medical', 'study']

export interface Gap {
  step: StepKey
  /** Key of the catalogue, below intake. */
  name: string
  params?: Record<string, string | number>
  field: string
}

/** What the server would miss, said before it is asked. The server decides. */
export function gapsOf(draft: IntakeDraft): Gap[] {
  const gaps: Gap[] = []
  const need = (ok: boolean, step: StepKey, name: string, field: string, params?: Gap['params']) => {
    if (!ok) gaps.push({ step, name, field, ...(params ? { params } : {}) })
  }
  draft.members.forEach((m, n) => {
    const who = { n: n + 1, name: m.name || `${n + 1}` }
    need(m.name.trim() !== '', 'members', n === 0 ? 'gap_head_name' : 'gap_name', `${m.key}_name`, who)
    need(
      m.doc_no.trim() !== '' || m.doc_masked !== '',
      'members',
      n === 0 ? 'gap_head_doc' : 'gap_doc',
      `${m.key}_doc_no`,
      who,
    )
    need(m.relation !== '', 'members', 'gap_relation', `${m.key}_relation`, who)
  })
  need(draft.area_code !== '', 'members', 'gap_area', 'area_code')
  need(draft.street !== '', 'members', 'gap_street', 'street')
  need(draft.needs.length > 0, 'needs', 'gap_needs', 'needs')
  need(draft.cause !== '', 'needs', 'gap_cause', 'cause')
  need(draft.summary.trim() !== '', 'needs', 'gap_summary', 'summary')
  if (draft.needs.includes('study'))
    need(
      draft.members.some((m) => m.school.trim() !== ''),
      'members',
      'gap_school',
      `${draft.members.find((m) => m.relation.startsWith('2') || m.relation.startsWith('3'))?.key ?? draft.members[0]?.key}_school`,
    )
  need(
    draft.amounts.some((one) => one.side === 'income' && one.year_fen !== undefined),
    'money',
    'gap_income',
    `${draft.amounts.find((one) => one.side === 'income')?.key ?? ''}_year_fen`,
  )
  if (draft.needs.includes('medical')) {
    const full = draft.bills.filter((one) => one.total_fen)
    need(full.length > 0, 'money', 'gap_bill', `${draft.bills[0]?.key ?? ''}_total_fen`)
    for (const bill of full) {
      need(bill.hospital.trim() !== '', 'money', 'gap_hospital', `${bill.key}_hospital`)
      need(bill.from_on !== '', 'money', 'gap_bill_date', `${bill.key}_from_on`)
      need(selfPaid(bill) >= 0, 'money', 'gap_debit', `${bill.key}_total_fen`)
    }
  }
  need(draft.beneficiaries.length > 0, 'roles', 'gap_beneficiary', 'beneficiaries')
  if (draft.needs.some((one) => CASH.includes(one))) need(draft.payee !== '', 'roles', 'gap_payee', 'payee')
  if (draft.on_behalf) {
    need(draft.qualifier !== '', 'roles', 'gap_qualifier', 'qualifier')
    need(draft.represent, 'papers', 'gap_represent', 'represent')
  }
  need(draft.truth, 'papers', 'gap_truth', 'truth')
  return gaps
}
