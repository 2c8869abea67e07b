import { expect, test } from 'vitest'
import type { Schemas } from '../../api/schemas'
import { ageOn, fromBook, gapsOf, placeOf, selfPaid, toApplication, withMember } from './application'
import { emptyDraft, newBill, newMember } from './draft'

const filled = () => {
  const draft = emptyDraft('2020-12-17', '230602', false)
  const [head] = draft.members
  if (!head) throw new Error('no head')
  const husband = newMember('11')
  Object.assign(head, { name: '荆小梅', doc_no: '230602197906150028', phone: '13800138000' })
  Object.assign(husband, { name: '周大力', doc_no: '230602197701010011', union_member: true })
  draft.members.push(husband)
  const bill = {
    ...newBill(head.key),
    hospital: '哈医大一院',
    from_on: '2020-03-01',
    total_fen: 75_000_000,
    basic_fen: 28_640_000,
  }
  const income = draft.amounts[0]
  if (income) Object.assign(income, { person: husband.key, year_fen: 6_720_000 })
  return Object.assign(draft, {
    street: '会战街道',
    needs: ['medical', 'living'],
    cause: '6',
    summary: ' 白血病移植 ',
    qualifier: husband.key,
    bills: [bill, newBill(head.key)],
    truth: true,
  })
}

test('what the household bore is the total less everybody else', () => {
  expect(selfPaid({ ...newBill(''), total_fen: 100, basic_fen: 40, earlier_fen: 10 })).toBe(50)
  expect(selfPaid(newBill(''))).toBe(0)
})

test('persons are named by their place, empty rows stay away', () => {
  const out = toApplication(filled())
  expect(out).toMatchObject({ member: 1, payee: 0, beneficiaries: [0], summary: '白血病移植' })
  expect(out.amounts).toEqual([
    { person: 1, side: 'income', kind: 'wage', year_fen: 6_720_000, has_evidence: false },
  ])
  expect(out.bills).toHaveLength(1)
  expect(out.bills?.[0]).toMatchObject({ person: 0, to_on: '2020-03-01' })
  expect(out.consents?.map((one) => one.purpose)).toEqual(['truth', 'sensitive_data'])
  expect(out.household.id).toBeUndefined()
})

test('the account goes with the payee, in the own name unless said otherwise', () => {
  const draft = { ...filled(), account_number: '6222021001116245702' }
  expect(toApplication(draft).household.members[0]?.account).toMatchObject({
    holder: '荆小梅',
    is_guardian: false,
  })
  expect(toApplication({ ...draft, payee: draft.qualifier }).household.members[0]?.account).toBeUndefined()
})

test('nothing is missing in a full form, and each gap has its step', () => {
  expect(gapsOf(filled())).toEqual([])
  const gaps = gapsOf({
    ...filled(),
    on_behalf: true,
    qualifier: '',
    needs: ['study'],
    truth: false,
    street: '',
  })
  expect(gaps.map((gap) => [gap.step, gap.name])).toEqual([
    ['members', 'gap_street'],
    ['members', 'gap_school'],
    ['roles', 'gap_qualifier'],
    ['papers', 'gap_represent'],
    ['papers', 'gap_truth'],
  ])
})

test('a finding of the server leads to its input', () => {
  const draft = filled()
  const key = draft.members[1]?.key
  expect(placeOf('members[1].doc_no', draft)).toEqual({ step: 'members', field: `${key}_doc_no` })
  expect(placeOf('household.members[1].form.school', draft)).toEqual({
    step: 'members',
    field: `${key}_school`,
  })
  expect(placeOf('members[0].account.number', draft)).toEqual({ step: 'roles', field: 'account_number' })
  expect(placeOf('bills[0].invoice_no', draft)).toEqual({
    step: 'money',
    field: `${draft.bills[0]?.key}_invoice_no`,
  })
  expect(placeOf('summary', draft)).toEqual({ step: 'needs', field: 'summary' })
  expect(placeOf('consents', { ...draft, truth: false })).toEqual({ step: 'papers', field: 'truth' })
  expect(placeOf('household.members', draft)).toEqual({ step: 'members', field: 'members' })
})

test('ages', () => {
  expect(ageOn('2002-12-18', '2020-12-17')).toBe(17)
  expect(ageOn('', '2020-12-17')).toBeUndefined()
})

test('what the server keeps comes back unchanged', () => {
  const person = (id: string, name: string) => ({
    id,
    name,
    sex: '2',
    birth_on: '1979-06-15',
    doc_type: '1',
    doc_no: '2306**********0028',
    phone: '138****8000',
    work_status: '1',
    employer_name: '',
    union_member: false,
    form: { school: '' },
    medical: { health: '8', disease: '白血病' },
    ethnic: '01',
    marital: '1',
    hukou_type: '',
    hukou_area: '',
    political: '',
    employer_org_id: '',
    insurance: '',
    education: '',
  })
  const book = {
    case: {
      household_id: 'h',
      area_code: '230602',
      needs: ['medical'],
      cause: '6',
      summary: 's',
      urgent: true,
      applicant_org_id: '',
      applicant_name: '',
      member_person_id: '',
      payee_person_id: 'p',
      version: 3,
    },
    household: {
      version: 2,
      area_code: '230602',
      street: '会战街道',
      community: '',
      has_address: true,
      housing: '',
    },
    members: [{ relation: '01', person: person('p', '荆小梅') }],
    details: {
      persons: [{ person_id: 'p', is_beneficiary: true }],
      consents: [
        {
          purpose: 'truth',
          person_id: 'p',
          withdrawn_on: '',
          file_id: 'f',
          given_on: '2020-05-07',
          given_by: '荆小梅',
          text_version: '1',
          channel: 'paper',
        },
        {
          purpose: 'economic_check',
          person_id: 'p',
          withdrawn_on: '',
          file_id: '',
          given_on: '2020-05-07',
          given_by: '荆小梅',
          text_version: '1',
          channel: 'paper',
        },
      ],
      amounts: [
        { side: 'income', person_id: 'p', kind: 'wage', year_fen: 5, has_evidence: true, source: 'declared' },
        { side: 'income', person_id: 'p', kind: 'wage', year_fen: 9, source: 'check' },
      ],
      bills: [],
      flags: [],
    },
  } as unknown as Schemas['AidCasebook']
  const draft = fromBook(book, '2020-12-17')
  const out = toApplication(draft)
  expect(out.household).toMatchObject({ id: 'h', version: 2 })
  const [head] = out.household.members
  expect(head).toMatchObject({
    person_id: 'p',
    doc_no: '',
    marital: '1',
    medical: { health: '8', disease: '白血病' },
  })
  expect(head).not.toHaveProperty('phone') // a number that was not typed again stays
  expect(out.amounts).toHaveLength(1)
  expect(out.consents?.map((one) => one.purpose)).toEqual(['economic_check', 'truth'])
  expect(out).toMatchObject({ payee: 0, beneficiaries: [0], urgent: true })
})

test('a union member qualifies, and a monthly wage is typed once', () => {
  const draft = emptyDraft('2020-12-17', '2306', false)
  const key = draft.members[0]?.key ?? ''
  expect(withMember(draft, key, { union_member: true }).qualifier).toBe(key)
  const first = { ...draft, ...withMember(draft, key, { month_fen: 5 }) }
  expect(first.amounts).toMatchObject([{ person: key, kind: 'wage', year_fen: 60 }])
  const second = { ...first, ...withMember(first, key, { month_fen: 56 }) }
  expect(second.amounts).toMatchObject([{ year_fen: 672 }])
  const typed = { ...second, amounts: second.amounts.map((one) => ({ ...one, year_fen: 700 })) }
  expect({ ...typed, ...withMember(typed, key, { month_fen: 60 }) }.amounts).toMatchObject([
    { year_fen: 700 },
  ])
})
