import type { Page } from '../src/api/page'
import type { CheckForm, Detail, ListRow, Overview } from '../src/features/check/types'
import type { Board, Due, Visit, VisitDetail, VisitForm } from '../src/features/visits/types'

// A few visits and one economic check; nothing here can be changed.

const at = Date.parse('2020-12-17T14:32:00+08:00')
const visitors = [
  { staff_id: 's1', name: '陈立新', title: '', org_id: 'o1', org_name: '困难职工帮扶中心' },
  { staff_id: 's2', name: '何静', title: '', org_id: 'o1', org_name: '困难职工帮扶中心' },
]

function visit(id: string, title: string, change: Partial<Visit>): Visit {
  return {
    id,
    case_id: `c-${id}`,
    kind: 'initial',
    month: 0,
    state: 'planned',
    is_open: true,
    title,
    file_no: `DQ-2020-01${id.slice(1).padStart(2, '0')}`,
    area_code: '230605',
    area_name: '红岗区',
    street: '解放街道',
    planned_on: '2020-12-17',
    due_on: '2020-12-18',
    place_note: '',
    photos: 0,
    done_on: '',
    finished_at: 0,
    advice: '',
    relapse: '',
    outcome: '',
    outcome_reason: '',
    outcome_by: '',
    outcome_at: 0,
    cancel_reason: '',
    version: 3,
    made_by: '孙涛',
    made_at: at,
    updated_at: at,
    updated_by: '陈立新',
    visitors,
    can: ['record', 'complete'],
    ...change,
  }
}

function due(id: string, title: string, group: string, change: Partial<Due>): Due {
  return {
    case_id: `c-${id}`,
    title,
    file_no: `DQ-2020-01${id.slice(1).padStart(2, '0')}`,
    state: 'visiting',
    state_text: { zh: '待入户', en: 'Awaiting visit' },
    area_code: '230605',
    area_name: '红岗区',
    street: '解放街道',
    lead_department: 'union',
    urgent: false,
    kind: 'initial',
    month: 0,
    due_on: '2020-12-18',
    at_on: '2020-12-17',
    visit_id: '',
    planned_on: '',
    place_note: '',
    held_on: '',
    visitors: [],
    group,
    can: ['plan'],
    ...change,
  }
}

const groups: [string, Due[]][] = [
  [
    'overdue',
    [
      due('d1', '姚某户', 'overdue', {
        at_on: '2020-12-15',
        due_on: '2020-12-15',
        kind: 'revisit',
        held_on: '2020-12-16',
      }),
      due('d2', '易某户', 'overdue', { at_on: '2020-12-16', due_on: '2020-12-16', urgent: true }),
    ],
  ],
  [
    'today',
    [due('v1', '刘某户', 'today', { visit_id: 'v1', planned_on: '2020-12-17', visitors, can: ['record'] })],
  ],
  ['week', [due('d4', '尹某户', 'week', { at_on: '2020-12-19', street: '红岗街道' })]],
  ['later', [due('d5', '荆某户', 'later', { at_on: '2020-12-24', kind: 'revisit', state: 'assisting' })]],
]

const board: Board = {
  today: '2020-12-17',
  groups: groups.map(([code, items]) => ({ code, count: items.length, items, next: '' })),
  follow_ups: [
    due('d6', '苏某户', 'week', { kind: 'after_exit', month: 3, due_on: '2020-12-19', state: 'ended' }),
  ],
  undecided: [
    visit('v2', '陈某户', {
      kind: 'revisit',
      state: 'done',
      done_on: '2020-12-14',
      advice: 'keep',
      can: ['decide', 'print'],
    }),
  ],
}

const entry = (code: string, zh: string) => ({ code, zh, en: zh })

const visitForm: VisitForm = {
  housings: [entry('1', '自建房'), entry('2', '自购房'), entry('7', '租房'), entry('8', '无房')],
  conditions: ['good', 'fair', 'poor', 'dangerous'],
  incomes: ['wage', 'pension', 'rent', 'other'],
  costs: ['medical', 'education', 'rent', 'living', 'other'],
  property: ['house', 'vehicle', 'land', 'appliance', 'other'],
  photos: ['outside', 'inside', 'paper', 'member', 'other'],
  advices: {
    initial: ['support', 'not_support', 'look_again'],
    revisit: ['increase', 'keep', 'reduce', 'end'],
    after_exit: ['stable', 'relapse'],
  },
  relapses: ['new_bill', 'job_loss', 'death', 'other'],
  exits: ['income_above', 'cause_gone', 'died', 'moved', 'own_request', 'other'],
}

const members = [
  { id: 'p1', name: '刘长顺', relation: '户主', is_minor: false },
  { id: 'p2', name: '王桂兰', relation: '妻', is_minor: false },
]

const detail: VisitDetail = {
  visit: visit('v1', '刘某户', {}),
  case_state: 'visiting',
  address: '红岗区解放街道',
  record: {
    started_at: at,
    place: '红岗区解放街道',
    respondent: '刘长顺',
    relation: '户主',
    staff_relative: 'no',
    dwelling: { type: '1', area: '58', condition: 'poor' },
    living: { food: '简单' },
    members: [{ person_id: 'p1', present: true }],
  },
  missing: [],
  members,
  relatives: [],
  before: { done_on: '2020-06-10', conclusion: '家庭确有困难。', advice: 'support' },
  held_on: '',
  now_at: at,
}

const checkForm: CheckForm = {
  sources: [
    {
      code: 'social_insurance',
      zh: '社会保险',
      en: 'Social insurance',
      fields: [
        { code: 'wage_fen', zh: '月缴费工资', en: 'Monthly wage', kind: 'fen', item: 'wage', times: 12 },
      ],
    },
    {
      code: 'vehicle',
      zh: '车辆',
      en: 'Vehicles',
      item: 'car',
      fields: [{ code: 'plate', zh: '号牌', en: 'Plate', kind: 'text' }],
    },
  ],
  items: [
    { code: 'wage', zh: '工资收入(年)', en: 'Wages', piece: false },
    { code: 'car', zh: '机动车', en: 'Vehicles', piece: true },
  ],
  conclusions: ['consistent', 'differs', 'over_limit', 'incomplete'],
}

const row: ListRow = {
  id: 'k1',
  case_id: 'c-v1',
  number: 'HD-2020-0088',
  kind: 'first',
  state: 'open',
  title: '刘某户',
  file_no: 'DQ-2020-0101',
  case_state: 'checking',
  area_code: '230605',
  requested_org: '大庆市总工会',
  requested_by: '孙涛',
  requested_at: at,
  due_on: '2020-12-16',
  conclusion: '',
  over_count: 0,
  checker: '',
  reviewer: '',
  issued_on: '',
  expires_on: '',
  answered: 3,
  can: ['view', 'answer', 'report'],
}

const check: Detail = {
  request: {
    ...row,
    purpose: '申请帮扶的家庭经济状况核对',
    persons: ['p1', 'p2'],
    sources: ['social_insurance', 'vehicle'],
    is_open: true,
    requested_org_id: 'o1',
    centre_org_id: 'o2',
    centre_org: '居民家庭经济状况核对中心',
    submitted_at: 0,
    review_note: '',
    issued_at: 0,
    version: 2,
    updated_at: at,
    updated_by: '何冬',
  },
  people: members.map((one) => ({ ...one, doc_no: '2306**********0011', birth_on: '1977-01-01' })),
  answers: [
    {
      id: 'a1',
      person_id: 'p1',
      source: 'social_insurance',
      answered_on: '2020-12-10',
      found: 1,
      records: [[{ field: 'wage_fen', fen: 310_000 }]],
      note: '',
      made_by: '何冬',
      made_at: at,
    },
    {
      id: 'a2',
      person_id: 'p1',
      source: 'vehicle',
      answered_on: '2020-12-10',
      found: 0,
      records: [],
      note: '',
      made_by: '何冬',
      made_at: at,
    },
    {
      id: 'a3',
      person_id: 'p2',
      source: 'social_insurance',
      answered_on: '2020-12-10',
      found: 0,
      records: [],
      note: '',
      made_by: '何冬',
      made_at: at,
    },
  ],
  summary: '',
  rows: [],
  suggested: [{ person_id: 'p1', item: 'wage', declared_fen: 2_400_000, found_fen: 3_720_000, over: true }],
  objection: undefined as unknown as Detail['objection'],
  can: ['view', 'answer', 'report'],
}

const overview: Overview = {
  case_id: 'c-v1',
  version: 4,
  authorised: false,
  members: members.map((one, index) => ({
    person_id: one.id,
    name: one.name,
    relation: one.relation,
    is_adult: true,
    state: index === 0 ? 'valid' : 'missing',
  })),
  requests: [],
  objections: [],
  expires_on: '',
  can: ['authorise', 'request'],
}

const list = <T>(items: T[]): Page<T> => ({ items, next: '', total: items.length, total_capped: false })

/** The answer of a reading route of these two rooms; undefined when it is none of theirs. */
export function visits(path: string): unknown {
  const fixed: Record<string, unknown> = {
    '/visits/board': board,
    '/visits/form': visitForm,
    '/visits': list(board.undecided),
    '/visits/v1': detail,
    '/checks': list([row]),
    '/checks/form': checkForm,
    '/checks/k1': check,
  }
  if (path.endsWith('/check')) return overview
  return fixed[path]
}
