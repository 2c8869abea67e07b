import type { Page } from '../src/api/page'
import type { Book, CaseRow, PlanSheet } from '../src/features/casebook/types'

// The household of the mock and a list, in the shape of the real routes. Persons and figures are invented.

const at = (text: string) => Date.parse(`${text}:00+08:00`)
const yuan = (n: number) => n * 100

const person = (
  id: string,
  name: string,
  sex: string,
  birth_on: string,
  tail: string,
  part: object = {},
) => ({
  id,
  version: 1,
  name,
  sex,
  birth_on,
  doc_type: '1',
  doc_no: `2306**********${tail}`,
  phone: '',
  other_phone: '',
  ethnic: '01',
  marital: '1',
  hukou_type: '1',
  hukou_area: '',
  political: '3',
  work_status: '1',
  employer_org_id: '',
  employer_name: '',
  union_member: false,
  insurance: '1',
  education: '',
  form: {},
  medical: {},
  disability: {},
  income: { month_fen: 0, other_year_fen: 0 },
  updated_at: at('2020-05-08T09:10'),
  updated_by: '王芳',
  ...part,
})
const member = (relation: string, one: ReturnType<typeof person>) => ({
  membership_id: `m-${one.id}`,
  household_id: 'h1',
  relation,
  from_on: '2020-05-08',
  to_on: '',
  person: one,
})
const line = (
  when: string,
  action: string,
  text: string,
  who = '孙涛',
  org_name = '市总工会',
  reason = '',
) => ({
  at: at(when),
  action,
  text,
  who,
  org_name,
  reason,
})

export function book(id: string): Book | undefined {
  if (id === 'gone') return undefined
  const members = [
    member(
      '01',
      person('p1', '荆某', '2', '1979-06-15', '0028', {
        phone: '138****8000',
        medical: { health: '8', disease: '急性髓系白血病，移植后 9 个月' },
        account: {
          id: 'a1',
          person_id: 'p1',
          last4: '4417',
          bank: '工商银行',
          bank_code: 'ICBC',
          branch: '',
          kind: 'DC',
          holder: '荆某',
          is_guardian: false,
          guardian_id: '',
          from_on: '2020-05-08',
          to_on: '',
        },
      }),
    ),
    member(
      '11',
      person('p2', '周某', '1', '1977-01-01', '0011', {
        union_member: true,
        employer_name: '大庆油建公司',
        income: { month_fen: yuan(5600), other_year_fen: 0 },
      }),
    ),
    member(
      '20',
      person('p3', '周某某', '1', '2002-08-20', '0038', {
        form: { school: '哈尔滨理工大学', school_stage: '7' },
      }),
    ),
  ]
  const bill = {
    id: 'b1',
    person_id: 'p1',
    hospital: '哈医大一院',
    diagnosis: '急性髓系白血病',
    disease: 'C92.0',
    visit_kind: 'inpatient',
    from_on: '2020-03-01',
    to_on: '2020-04-20',
    invoice_no: '',
    total_fen: yuan(750000),
    basic_fen: yuan(286400),
    serious_fen: yuan(173700),
    medical_aid_fen: 0,
    mutual_fen: yuan(20000),
    commercial_fen: 0,
    earlier_fen: 0,
    self_fen: yuan(269900),
    made_by: '王芳',
    made_at: at('2020-05-08T09:10'),
  }
  const amount = (n: string, person_id: string, side: string, kind: string, year_fen: number) => ({
    id: n,
    person_id,
    side,
    kind,
    year_fen,
    has_evidence: true,
    source: 'declared',
    note: '',
    made_by: '王芳',
    made_at: at('2020-05-08T09:10'),
  })
  return {
    case: {
      id,
      version: 7,
      file_no: 'DQ-2020-0117',
      household_id: 'h1',
      title: '荆某户',
      state: 'first_opinion',
      state_text: { zh: '初审', en: 'First opinion' },
      is_open: true,
      hidden: false,
      area_code: '230603',
      area_name: '龙凤区',
      street: '东光街道',
      entry_org_id: 'o9',
      entry_name: '大庆油建公司工会',
      lead_org_id: 'o1',
      lead_name: '大庆市总工会',
      lead_department: 'union',
      applicant_org_id: 'o9',
      body_name: '大庆油建公司工会',
      applicant_name: '',
      member_person_id: 'p2',
      payee_person_id: 'p1',
      payee_account_id: 'a1',
      contact_staff_id: 's1',
      contact: '陈立新',
      origin: 'employer_union',
      needs: ['medical', 'living', 'study', 'employment', 'psychological'],
      cause: '6',
      urgent: false,
      class: 'DEEP',
      net_fen: 51667,
      gap_fen: yuan(269900),
      proposed_fen: 0,
      accepted_on: '2020-05-08',
      authorised: true,
      check_expires_on: '2021-05-22',
      visit_on: '2020-05-15',
      prior_on: '2020-05-25',
      assessment_id: '',
      opinion_on: '',
      opinion_by: '',
      notice_to: '',
      open_objections: 0,
      open_questions: 1,
      meeting_id: '',
      recognised_on: '',
      plan_version: 0,
      revisit_due_on: '',
      ended_on: '',
      end_reason: '',
      due_on: '2020-12-24',
      paused_on: '',
      created_at: at('2020-05-08T09:10'),
      updated_at: at('2020-05-25T15:30'),
      updated_by: '孙涛',
      summary: '患白血病，2020年3月移植，丈夫是工会会员，儿子刚上大学。',
      can: ['propose', 'return_back', 'decline', 'transfer', 'invite', 'prior', 'assess', 'paper', 'answer'],
      next: { kind: 'opinion', due_on: '2020-12-24', mine: true },
    },
    household: {
      id: 'h1',
      version: 3,
      name: '荆某户',
      head_id: 'p1',
      size: 3,
      area_code: '230603',
      street: '东光街道',
      community: '热源社区',
      has_address: true,
      postcode: '',
      housing: '2',
      floor_area: '68',
      floor_band: '3',
      year_income_fen: yuan(67200),
      updated_at: at('2020-05-08T09:10'),
      updated_by: '王芳',
      members,
    },
    members,
    details: {
      persons: members.map((one) => ({ person_id: one.person.id, is_beneficiary: one.person.id !== 'p2' })),
      consents: [
        {
          id: 'k1',
          person_id: 'p1',
          purpose: 'truth',
          text_version: '2018-1',
          channel: 'paper',
          given_on: '2020-05-07',
          given_by: '荆某',
          file_id: '',
          withdrawn_on: '',
          made_at: at('2020-05-08T09:10'),
        },
      ],
      amounts: [
        amount('i1', 'p2', 'income', 'wage', yuan(67200)),
        amount('r1', 'p1', 'rigid', 'medical', yuan(48600)),
      ],
      bills: [bill],
      flags: [],
      priors: [
        {
          id: 'q1',
          person_id: 'p1',
          department: 'medicare',
          project: '基本医保和大病保险',
          purpose: 'medical',
          document: '',
          period: '2020',
          amount_fen: yuan(460100),
          counts: false,
          made_by: '孙涛',
          made_at: at('2020-05-25T15:30'),
        },
        {
          id: 'q2',
          person_id: 'p1',
          department: 'union',
          project: '工会大病救助',
          purpose: 'medical',
          document: '',
          period: '2020',
          amount_fen: yuan(30000),
          counts: true,
          made_by: '孙涛',
          made_at: at('2020-05-25T15:30'),
        },
      ],
    },
    papers: ['diagnosis', 'settlement', 'settlement', 'authority', 'commitment', 'hukou', 'income'].map(
      (kind, n) => ({
        id: `d${n}`,
        kind,
        name:
          ['诊断证明', '移植住院结算单', '门诊结算单', '委托书', '诚信承诺书', '户口簿', '工资流水'][n] ?? '',
        state: 'given',
        file_id: '',
        note: '',
        asked_at: 0,
        given_at: at('2020-05-08T09:10'),
        by_name: '王芳',
      }),
    ),
    transfers: [],
    opinions: [],
    notices: [],
    objections: [],
    questions: [
      {
        id: 'w1',
        case_id: id,
        org_id: 'o2',
        org_name: '市民政局',
        text: '抗排异用药是否已纳入门诊慢特病报销？',
        by_name: '高明',
        made_at: at('2020-12-15T15:40'),
        answer: '',
        answered_by: '',
        answered_at: 0,
      },
    ],
    exits: [],
    access: [
      {
        kind: 'lead',
        org_id: 'o1',
        staff_id: '',
        fields: '',
        until_on: '',
        made_at: 0,
        made_by: '',
        name: '大庆市总工会',
      },
      {
        kind: 'entry',
        org_id: 'o9',
        staff_id: '',
        fields: '',
        until_on: '',
        made_at: 0,
        made_by: '',
        name: '大庆油建公司工会',
      },
    ],
    tasks: [],
    timeline: [
      line('2020-12-15T15:40', 'aid.question', '市民政局提出质询', '高明', '市民政局'),
      line('2020-05-25T15:30', 'aid.priors', '登记前置政策 2 项'),
      line('2020-05-22T10:12', 'aid.report_in', '核对报告出具，无异常', '何冬', '核对中心'),
      line('2020-05-15T11:00', 'aid.visit_done', '入户调查，何静、孙涛', '何静'),
      line('2020-05-09T09:00', 'aid.start_check', '发起核对 核2020-0031'),
      line('2020-05-08T09:12', 'aid.submit', '受理，档案号 DQ-2020-0117', '王芳'),
      line('2020-05-08T09:10', 'aid.create', '大庆油建公司工会登记申请', '韩梅', '大庆油建公司工会'),
    ],
    looked: [
      line('2020-12-17T09:12', 'aid.look', '查看台账全页', '陈立新'),
      line('2020-12-15T15:38', 'aid.look', '查看台账全页', '高明', '市民政局'),
    ],
    sections: [],
  } as Book
}

const names = ['荆某', '王某', '刘某', '赵某', '郑某', '陈某', '吴某', '高某', '周某', '林某']
const places = [
  ['230603', '龙凤区', '东光街道'],
  ['230602', '萨尔图区', '会战街道'],
  ['230604', '让胡路区', '乘风街道'],
  ['230605', '红岗区', '解放街道'],
] as const
const states = [
  'revisit_due',
  'noticed',
  'tabled',
  'visiting',
  'accepted',
  'awaiting_papers',
  'first_opinion',
  'assisting',
  'checking',
]
const needs = ['medical', 'living', 'study', 'employment', 'housing']
const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T

const all: CaseRow[] = Array.from({ length: 128 }, (_, n) => {
  const [area_code, area_name, street] = pick(places, n)
  return {
    id: `c${n + 1}`,
    file_no: `DQ-2020-${String(117 - (n % 100) + (n >= 100 ? 300 : 0)).padStart(4, '0')}`,
    title: `${pick(names, n)}户`,
    state: pick(states, n),
    area_code,
    area_name,
    street,
    lead_department: pick(['union', 'civil', 'hr', 'disabled'], n),
    needs: needs.filter((_need, i) => (n + i) % 3 !== 1),
    class: n % 7 === 3 ? '' : pick(['DEEP', 'REL', 'ACC'], n),
    urgent: n % 17 === 5,
    gap_fen: n % 4 === 3 ? 0 : yuan(220100 - n * 1311),
    proposed_fen: n % 3 === 0 ? yuan(19800) : 0,
    accepted_on: `2020-0${1 + (n % 9)}-1${n % 10}`,
    due_on: n < 12 ? `2020-12-${15 + n}` : `2021-0${1 + (n % 5)}-${10 + (n % 19)}`,
    revisit_due_on: '',
    open_questions: n % 9 === 2 ? 2 : 0,
    hidden: false,
    updated_at: at('2020-12-17T09:00'),
  }
})

const columns: Record<string, keyof CaseRow> = {
  file_no: 'file_no',
  due: 'due_on',
  gap: 'gap_fen',
  updated: 'updated_at',
}

export function caseRows(query: URLSearchParams, empty: boolean): Page<CaseRow> {
  const q = query.get('q') ?? ''
  const wanted = query.getAll('state')
  const is = (name: string, value: string) => !query.get(name) || query.get(name) === value
  const found = empty
    ? []
    : all.filter(
        (row) =>
          (row.title.includes(q) || row.file_no.includes(q.toUpperCase())) &&
          (wanted.length === 0 || wanted.includes(row.state)) &&
          is('class', row.class) &&
          is('area', row.area_code) &&
          is('department', row.lead_department) &&
          (!query.get('need') || row.needs.includes(query.get('need') ?? '')),
      )
  const sort = query.get('sort') ?? ''
  const key = columns[sort.replace('-', '')]
  if (key) found.sort((a, b) => (a[key] < b[key] ? -1 : 1) * (sort.startsWith('-') ? -1 : 1))
  const limit = Number(query.get('limit') ?? 0) || 50
  const start = Number(query.get('cursor') ?? 0)
  return {
    items: found.slice(start, start + limit),
    next: start + limit < found.length ? String(start + limit) : '',
    total: found.length,
    total_capped: false,
  }
}

export const notices = {
  items: [
    {
      id: 'n1',
      case_id: '',
      kind: 'aid',
      content: {
        name: '荆*',
        unit: '东光街道热源社区',
        size: 3,
        needs: ['medical', 'living'],
        amount_fen: yuan(23800),
        period: '2020-12-14 至 2020-12-18',
        phone: '0459-6100000',
      },
      place: '东光街道公示栏',
      from_on: '2020-12-14',
      to_on: '2020-12-18',
      state: 'open',
      result: '',
      photo_file_id: '',
      made_by: '',
      made_at: 0,
    },
  ],
  next: '',
  total: 1,
  total_capped: false,
}

const cap = (purpose: string, unit: string, used: number, whole: number) => ({
  purpose,
  unit,
  person_id: unit === 'person' ? 'p1' : '',
  year: '2020',
  cap_fen: yuan(whole),
  used_fen: yuan(used),
  limited: true,
  funders: used > 0 ? [{ funder: 'union', amount_fen: yuan(used) }] : [],
})

export const plan: PlanSheet = {
  plans: [],
  awards: [],
  urgents: [],
  caps: [
    cap('medical', 'person', 30000, 49800),
    cap('living', 'household', 0, 7000),
    cap('study', 'person', 0, 6835),
  ],
  can: ['ask_urgent'],
}
