import type { components } from '../src/api/types.gen'

type Schemas = components['schemas']

// A few services, figures, lines of the journal; nothing here can be changed.

const at = (when: string) => Date.parse(`${when}+08:00`)
const page = <T>(items: T[]) => ({ items, next: '', total: items.length, total_capped: false })

function session(
  id: string,
  on: string,
  kind: string,
  state: string,
  person: string,
  provider: string,
): Schemas['CareShownSession'] {
  const done = state === 'done'
  return {
    id,
    case_id: 'c1',
    person_id: `p-${id}`,
    person_name: person,
    measure_id: '',
    kind,
    provider_id: 'v1',
    provider_name: provider,
    staff_id: 's1',
    state,
    on_date: on,
    starts: '09:30',
    minutes: done ? 60 : 0,
    place: '困难职工帮扶中心一楼',
    purpose: '术后情绪疏导',
    outcome: done ? 'better' : '',
    satisfaction: done ? 5 : 0,
    reason: '',
    version: 1,
    made_by: '陈立新',
    made_at: at('2020-12-01T09:00:00'),
    done_by: done ? '吕心理' : '',
    done_at: done ? at('2020-12-10T11:00:00') : 0,
    updated_at: at('2020-12-10T11:00:00'),
    updated_by: '陈立新',
    file_no: 'DQ-2020-0117',
    area_code: '230603',
    area_name: '龙凤区',
    mine: true,
    note: done ? '睡眠有改善，愿意继续。下次谈复工。' : '',
    can: state === 'planned' ? ['complete', 'move', 'miss', 'cancel', 'again', 'contact'] : ['again'],
  }
}

const sessions = [
  session('s1', '2020-12-21', 'psychological', 'planned', '王立军', '大庆市心理服务中心'),
  session('s2', '2020-12-16', 'nursing', 'planned', '荆小梅', '油田总医院护理队'),
  session('s3', '2020-12-10', 'psychological', 'done', '王立军', '大庆市心理服务中心'),
  session('s4', '2020-12-08', 'legal', 'done', '周大力', '法律援助志愿团'),
  session('s5', '2020-12-02', 'volunteer', 'missed', '孙桂兰', '石化青年志愿服务队'),
  session('s6', '2020-11-27', 'massage', 'cancelled', '刘振东', '盲人按摩站'),
]

const providers: Schemas['CareProvider'][] = ['大庆市心理服务中心', '油田总医院护理队', '法律援助志愿团'].map(
  (name, i) => ({
    id: `v${i + 1}`,
    form: 'organisation',
    kind: ['psychological', 'nursing', 'legal'][i] ?? 'other',
    name,
    org_id: 'o1',
    org_name: '大庆市总工会',
    phone: '0459****012',
    note: '',
    active: i < 2,
    version: 1,
    made_at: 0,
    updated_at: 0,
    updated_by: '陈立新',
    staff: i === 0 ? [{ staff_id: 's1', name: '吕心理' }] : [],
    sessions: [236, 118, 41][i] ?? 0,
    can: ['edit'],
  }),
)

function group(code: string, label: string, n: number[]): Schemas['ReportGroup'] {
  const [entered = 0, recognised = 0, ended = 0, assisting = 0] = n
  return { code, label, entered, recognised, ended, assisting }
}

const overview: Schemas['ReportOverview'] = {
  as_of_at: at('2020-12-17T09:00:00'),
  platform: {
    households_entered: 170,
    households_recognised: 34,
    households_ended: 8,
    living_max_fen: 700_000,
    medical_max_fen: 4_980_000,
    study_max_fen: 683_500,
    service_sessions: 431,
  },
  trend: [
    { half: '2018-H2', entered: 31, recognised: 6, ended: 0, sessions: 42, paid_fen: 14_200_000 },
    { half: '2019-H1', entered: 37, recognised: 8, ended: 1, sessions: 75, paid_fen: 21_600_000 },
    { half: '2019-H2', entered: 44, recognised: 9, ended: 2, sessions: 98, paid_fen: 28_450_000 },
    { half: '2020-H1', entered: 29, recognised: 6, ended: 3, sessions: 101, paid_fen: 19_870_000 },
    { half: '2020-H2', entered: 29, recognised: 5, ended: 2, sessions: 115, paid_fen: 17_300_000 },
  ],
  districts: [
    group('230602', '萨尔图区', [38, 8, 2, 6]),
    group('230603', '龙凤区', [27, 6, 1, 5]),
    group('230604', '让胡路区', [34, 7, 2, 5]),
    group('230605', '红岗区', [18, 4, 1, 3]),
    group('230606', '大同区', [13, 3, 1, 2]),
    group('230621', '肇州县', [12, 2, 1, 1]),
    group('230622', '肇源县', [15, 2, 0, 2]),
    group('230623', '林甸县', [13, 2, 0, 2]),
  ],
  needs: [
    group('medical', '医疗', [92, 21, 4, 17]),
    group('living', '生活', [71, 15, 5, 10]),
    group('study', '助学', [38, 8, 2, 6]),
    group('employment', '就业', [21, 4, 1, 3]),
    group('psychological', '心理', [19, 5, 1, 4]),
    group('rehabilitation', '残疾康复', [14, 3, 0, 3]),
    group('housing', '住房', [9, 2, 0, 2]),
    group('production', '生产', [6, 2, 1, 1]),
  ],
  classes: [
    group('DEEP', '深度困难', [58, 19, 4, 15]),
    group('REL', '相对困难', [71, 9, 3, 6]),
    group('ACC', '意外致困', [33, 6, 1, 5]),
    group('', '', [8, 0, 0, 0]),
  ],
  departments: [
    group('union', '工会', [66, 14, 3, 11]),
    group('civil', '民政', [54, 10, 3, 7]),
    group('disabled', '残联', [28, 6, 1, 5]),
    group('hr', '人社', [22, 4, 1, 3]),
  ],
  overdue: [
    { code: 'civil', label: '民政', to_3: 3, to_10: 4, to_30: 2, over_30: 1, total: 10 },
    { code: 'union', label: '工会', to_3: 4, to_10: 2, to_30: 1, over_30: 0, total: 7 },
    { code: 'disabled', label: '残联', to_3: 1, to_10: 1, to_30: 0, over_30: 0, total: 2 },
    { code: '', label: '街道社区及其他', to_3: 1, to_10: 0, to_30: 0, over_30: 0, total: 1 },
  ],
  revisits: [
    { half: '2019-H2', due: 14, on_time: 12 },
    { half: '2020-H1', due: 19, on_time: 18 },
    { half: '2020-H2', due: 21, on_time: 20 },
  ],
  services: [
    { code: 'psychological', n: 236 },
    { code: 'nursing', n: 118 },
    { code: 'volunteer', n: 49 },
    { code: 'legal', n: 28 },
  ],
  caps: [
    { purpose: 'living', per: 'household', highest_fen: 700_000, cap_fen: 800_000 },
    { purpose: 'medical', per: 'person', highest_fen: 4_980_000, cap_fen: 5_000_000 },
    { purpose: 'study', per: 'person', highest_fen: 683_500, cap_fen: 800_000 },
  ],
  flows: [
    { from: '社会捐赠（非定向）', to: '慈善日资金池', stage: 'in', amount_fen: 86_000_000 },
    { from: '本级工会经费', to: '困难职工专项', stage: 'in', amount_fen: 42_000_000 },
    { from: '定向捐赠', to: '助学专项', stage: 'in', amount_fen: 18_000_000 },
    { from: '慈善日资金池', to: '医疗救助', stage: 'out', amount_fen: 61_200_000 },
    { from: '慈善日资金池', to: '生活救助', stage: 'out', amount_fen: 9_800_000 },
    { from: '困难职工专项', to: '生活救助', stage: 'out', amount_fen: 21_400_000 },
    { from: '助学专项', to: '助学救助', stage: 'out', amount_fen: 9_020_000 },
  ],
  can: ['open', 'export'],
}

function line(
  seq: number,
  when: string,
  action: string,
  who: string,
  summary: string,
  reason = '',
): Schemas['OversightJournalLine'] {
  return {
    id: `j${seq}`,
    at: at(when),
    actor_id: 'u1',
    actor_name: who,
    org_id: 'o1',
    org_name: '大庆市总工会',
    action,
    object_type: 'case',
    object_id: 'c1',
    case_id: 'c1',
    summary,
    before: action === 'aid.edit' ? '{"state":"accepted"}' : '',
    after: action === 'aid.edit' ? '{"state":"checking","detail":null}' : '',
    reason,
    origin: '10.12.0.8',
    seq: seq > 4820 ? null : seq,
    chain: seq > 4820 ? '' : '9f2c41d07be8a6135520c7e1'.repeat(2),
    case: { id: 'c1', file_no: 'DQ-2020-0117', title: '王立军户' },
  }
}

const journal = [
  line(4821, '2020-12-17T08:52:10', 'aid.look', '陈立新', '查看台账全页'),
  line(4820, '2020-12-17T08:40:02', 'people.reveal', '高明', '查看王立军的手机号码', '预约半年回访'),
  line(4819, '2020-12-16T16:21:44', 'aid.edit', '陈立新', '发起核对'),
  line(
    4818,
    '2020-12-16T15:03:19',
    'aid.waive_flag',
    '赵主任',
    '豁免排除情形',
    '车辆已于 11 月报废，附注销证明',
  ),
  line(4817, '2020-12-16T10:11:00', 'aid.export', '陈立新', '导出台账', '联席会材料'),
]

function exceptions(kind: string): Schemas['OversightException'][] {
  if (kind !== 'urgent' && kind !== 'waiver') return []
  return [
    {
      id: 'x1',
      kind,
      at: at('2020-12-11T10:00:00'),
      who: kind === 'urgent' ? '赵主任' : '钱主任',
      org_name: '大庆市总工会',
      action: 'plan.sign_urgent',
      text: kind === 'urgent' ? '急难救助未追认，申请人 陈立新' : '豁免排除情形',
      reason: kind === 'urgent' ? '术后并发症，等不到联席会' : '车辆已报废',
      amount_fen: kind === 'urgent' ? 500_000 : 0,
      due_on: kind === 'urgent' ? '2020-12-25' : '',
      case: { id: 'c1', file_no: 'DQ-2020-0117', title: '王立军户' },
    },
  ]
}

const late = ['荆小梅户', '刘振东户', '孙桂兰户'].map((title, i) => ({
  id: `t${i}`,
  kind: 'revisit',
  kind_label: ['半年回访', '初审意见', '入户调查'][i] ?? '',
  title,
  due_on: ['2020-11-02', '2020-12-08', '2020-12-14'][i] ?? '',
  days: [45, 9, 3][i] ?? 0,
  org_name: ['大庆市民政局', '大庆市总工会', '萨尔图区民政局'][i] ?? '',
  link: '/casebook/c1',
}))

const questions: Schemas['OversightSupervisionQuestion'][] = ['answered', 'asked', 'closed'].map(
  (state, i) => ({
    id: `q${i}`,
    number: `JD-2020-00${3 - i}`,
    org_id: 'o2',
    org_name: '大庆市民政局',
    entry_id: '',
    text:
      ['为何超期 45 天未回访，后续发放是否已暂缓', '这户的核对报告为何未附房产查询', '豁免车辆的依据是什么'][
        i
      ] ?? '',
    due_on: ['2020-12-20', '2020-12-12', '2020-12-01'][i] ?? '',
    state,
    answer: state === 'asked' ? '' : '因疫情封闭改为电话联系，12 月 18 日补入户，发放已自动暂缓。',
    verdict: '',
    asked_by: '施监督',
    asked_at: at('2020-12-09T09:00:00'),
    answered_by: state === 'asked' ? '' : '高明',
    answered_at: state === 'asked' ? 0 : at('2020-12-14T15:00:00'),
    closed_by: '',
    closed_at: 0,
    version: 1,
    updated_at: 0,
    updated_by: '',
    case: { id: 'c1', file_no: 'DQ-2020-0117', title: '王立军户' },
    can: state === 'answered' ? ['close', 'return'] : [],
  }),
)

/** Answers of the rooms care, report and oversight; undefined for other addresses. */
export function supervised(spot: string, query: URLSearchParams): unknown {
  const one = /^GET \/services\/(s\d)$/.exec(spot)
  if (one) return sessions.find((row) => row.id === one[1])
  switch (spot) {
    case 'GET /services':
      return page(sessions)
    case 'GET /services/choices':
      return { kinds: [], states: [], outcomes: [], can: ['plan', 'record', 'manage', 'export'] }
    case 'GET /services/providers':
      return page(providers)
    case 'GET /reports/overview':
      return overview
    case 'GET /oversight':
      return {
        can: ['journal', 'ask'],
        exceptions: [],
        departments: [{ org_id: 'o2', code: 'civil', name: '大庆市民政局' }],
      }
    case 'GET /oversight/journal':
      return page(journal)
    case 'POST /oversight/verify':
      return {
        entries: 4820,
        unsealed: 1,
        head: '9f2c41d07be8a6135520c7e1'.repeat(2),
        at: at('2020-12-17T09:01:00'),
      }
    case 'GET /oversight/exceptions':
      return page(exceptions(query.get('kind') ?? 'urgent'))
    case 'GET /oversight/exceptions/counts':
      return { counts: { urgent: 1, waiver: 1, override: 0, export: 12, reveal: 37, reopen: 2 } }
    case 'GET /oversight/overdue':
      return page(late)
    case 'GET /oversight/overdue/departments':
      return {
        items: overview.overdue.map((row) => ({
          code: row.code,
          label: row.label,
          total: row.total,
          over_30: row.over_30,
        })),
      }
    case 'GET /oversight/questions':
      return page(questions)
  }
  return undefined
}
