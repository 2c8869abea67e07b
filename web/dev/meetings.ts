import type { Candidates, Motion, Seat, Sheet, View, Voice } from '../src/features/meetings/types'

// The meeting of the mock: twelve cases, two rules. m1 is being prepared, m2 in session, m3 has frozen minutes.

const yuan = (n: number) => n * 100
const names: [string, string, string, string][] = [
  ['', '大庆市', '副市长 周明远', 'chair'],
  ['union', '市总工会', '刘主任', 's1'],
  ['civil', '市民政局', '高明', 's2'],
  ['hr', '市人社局', '宋岩', 's3'],
  ['disabled', '市残联', '董志远', 's4'],
  ['youth', '团市委', '孟凡', 's5'],
  ['women', '市妇联', '于佳', 's6'],
  ['education', '市教育局', '', 's7'],
]

const seats = (present: boolean, mine: string): Seat[] =>
  names.map(([department, short_name, name, id]) => ({
    id,
    org_id: `o-${id}`,
    org_path: `/dq/${department}/`,
    org_name: short_name.replace(/^市/, '大庆市'),
    short_name,
    department,
    staff_id: name ? `st-${id}` : '',
    name,
    voting: department !== 'education',
    present: present && department !== 'education',
    chair: id === 'chair',
    mine: id === mine,
  }))

const voice = (seat_id: string, more: Partial<Voice>): Voice => ({
  seat_id,
  opinion: '',
  stance: '',
  recused: false,
  recused_kind: '',
  recused_why: '',
  vote: '',
  dissent: '',
  voted_by: '',
  voted_at: 0,
  ...more,
})

const zero = { voters: 6, yes: 0, reserved: 0, no: 0, abstained: 6, silent: 6, recused: 1, absent: 0 }

const motion = (no: number, title: string, fen: number, more: Partial<Motion> = {}): Motion => ({
  id: `mo${no}`,
  meeting_id: 'm2',
  no,
  kind: 'case',
  case_id: `c${no}`,
  urgent_id: '',
  title,
  text: '',
  proposer_org_id: 'o-s4',
  proposer_name: '市残联',
  proposer_department: 'disabled',
  amount_fen: fen,
  state: 'open',
  version: 9,
  touched_by: '高明',
  touched_at: 0,
  shown: true,
  case_state: 'tabled',
  class: 'DEEP',
  needs: ['medical', 'living', 'production'],
  plan: [],
  changes: [],
  voices: [voice('s4', { recused: true, recused_kind: 'proposer', recused_why: '提案部门' })],
  tally: { ...zero },
  carried: false,
  resolution: null,
  missing: [],
  can: [],
  ...more,
})

const others: [string, number, string, string][] = [
  ['荆某户', 19800, 'union', '市总工会'],
  ['赵某户', 7000, 'civil', '市民政局'],
  ['陈某户', 12000, 'union', '市总工会'],
  ['周某户', 13800, 'civil', '市民政局'],
  ['林某户', 14000, 'disabled', '市残联'],
  ['孙某户', 6835, 'union', '市总工会'],
  ['刘某户', 9000, 'hr', '市人社局'],
  ['郑某户', 11000, 'union', '市总工会'],
  ['吴某户', 0, 'civil', '市民政局'],
  ['高某户', 4000, 'disabled', '市残联'],
  ['王某户', 8600, 'civil', '市民政局'],
  ['冯某户', 5200, 'union', '市总工会'],
]

const rules: Motion[] = [
  motion(13, '血友病等血液病自付部分救助比例', 0, {
    kind: 'rule',
    case_id: '',
    class: '',
    needs: [],
    voices: [voice('s2', { stance: 'reserved', opinion: '建议先试行一年，观察资金池承受能力。' })],
    text: '血友病、地中海贫血等病种终身用药，现行比例下每户每年仍自付两万元以上。测算显示，提高后每年多支出约 96,000 元，资金池可支撑 41 个月。',
    proposer_name: '平台秘书处',
    proposer_department: '',
    tally: { ...zero, voters: 7, abstained: 7, silent: 7, recused: 0 },
    changes: [
      {
        id: 'p1',
        kind: 'param',
        key: 'platform.medical.ratio',
        label: { zh: '平台医疗救助比例（血液病）', en: 'Share of medical aid, blood diseases' },
        area: '230600',
        unit: '',
        now: '0.3',
        value: '0.5',
        from_on: '2021-01-01',
        note: '',
        proposed_by: '陈立新',
      },
    ],
  }),
  motion(14, '入户有效期', 0, {
    kind: 'rule',
    case_id: '',
    class: '',
    needs: [],
    voices: [],
    proposer_department: '',
    proposer_name: '平台秘书处',
    changes: [
      {
        id: 'p2',
        kind: 'param',
        key: 'visit.valid_months',
        label: { zh: '入户调查有效月数', en: 'Months a visit counts' },
        area: '230600',
        unit: '',
        now: '6',
        value: '4',
        from_on: '2021-01-01',
        note: '',
        proposed_by: '陈立新',
      },
    ],
  }),
]

function agenda(session: boolean): Motion[] {
  const rows = others.map(([title, sum, department, name], at) =>
    motion(at + 1, title, yuan(sum), { proposer_department: department, proposer_name: name }),
  )
  const lin = rows[4] as Motion
  lin.voices = [
    voice('s4', { recused: true, recused_kind: 'proposer', recused_why: '提案部门' }),
    voice('s1', {
      stance: 'agree',
      opinion: '不属职工家庭，工会大病救助不能覆盖，应由平台兜底。可安排心理疏导每月一次。',
    }),
    voice('s2', {
      stance: 'reserved',
      opinion: '已享农村低保，医疗救助已付 8,000 元。10月发临时救助 2,000 元，建议生活救助减为 3,000 元。',
    }),
    voice('s3', {
      stance: 'agree',
      opinion: '本人不宜重体力劳动。可上门教授网上客服，结业后推荐居家就业岗位。',
    }),
  ]
  lin.plan = [
    { owner: '市残联', text: '医疗救助发放', due_on: '2021-01-15' },
    { owner: '市民政局', text: '生活救助发放', due_on: '2021-01-15' },
    { owner: '大同区农业农村局', text: '承包地 12 亩代为出租', due_on: '2021-03-31' },
    { owner: '市人社局', text: '上门教网上客服', due_on: '2021-03-31' },
  ]
  const lacks = (at: number, more: Motion['missing']) => {
    const row = rows[at] as Motion
    row.missing = more
  }
  lacks(1, [{ gate: 'notice', code: 'notice', on: '2020-12-16' }])
  lacks(2, [{ gate: 'questions', code: 'questions', n: 3 }])
  lacks(3, [{ gate: 'check', code: 'check', on: '2020-12-22' }])
  for (const row of [...rows, ...rules]) row.can = session ? [] : ['plan', 'drop', 'opinion']
  if (session) decide(rows, lin)
  return [
    ...rows,
    ...rules.map((row) => ({ ...row, can: session ? ['decide', 'record_vote', 'vote'] : row.can })),
  ]
}

/** The first four are decided, the fifth is being voted on. */
function decide(rows: Motion[], lin: Motion) {
  const results = ['agreed', 'agreed', 'deferred', 'agreed_changed']
  for (const [at, result] of results.entries()) {
    const row = rows[at] as Motion
    row.state = 'decided'
    row.missing = []
    row.can = []
    row.tally = { ...zero, yes: 6, abstained: 0, silent: 0 }
    row.resolution = {
      ...row.tally,
      id: `r${at}`,
      motion_id: row.id,
      meeting_id: 'm2',
      case_id: row.case_id,
      number: `2020H2-${row.no}`,
      result,
      text:
        result === 'deferred'
          ? '补充慢特病报销证明后再议'
          : result === 'agreed_changed'
            ? '医疗救助按封顶核减 1,000 元'
            : '',
      amount_fen: result === 'deferred' ? 0 : row.amount_fen - (result === 'agreed_changed' ? yuan(1000) : 0),
      made_by: '周明远',
      made_at: 0,
    }
  }
  for (const row of rows.slice(4))
    row.can = ['decide', 'record_vote', 'record_recusal', 'opinion', 'vote', 'recuse']
  lin.tally = { voters: 6, yes: 5, reserved: 1, no: 0, abstained: 0, silent: 0, recused: 1, absent: 0 }
  lin.carried = true
  const vote = (id: string) => {
    const old = lin.voices.find((one) => one.seat_id === id)
    if (old) old.vote = 'yes'
    else lin.voices.push(voice(id, { vote: 'yes' }))
  }
  for (const id of ['chair', 's1', 's3', 's5', 's6']) vote(id)
  const civil = lin.voices.find((one) => one.seat_id === 's2') as Voice
  civil.vote = 'reserved'
  civil.dissent = '生活救助应减为 3,000 元。'
}

const meeting = (id: string, state: string, can: string[]) => ({
  id,
  number: '2020H2',
  kind: 'regular',
  period: '2020H2',
  title: '2020年下半年联席会议',
  held_on: '2020-12-25',
  held_at: '14:00',
  place: '市政府三楼会议室',
  chair_staff_id: 'st-chair',
  chair_name: '周明远',
  state,
  state_text: { zh: '', en: '' },
  version: 3,
  minutes_sha256: '',
  made_at: 0,
  updated_at: 0,
  updated_by: '陈立新',
  can,
})

export function meetingView(id: string): View | undefined {
  if (!['m1', 'm2', 'm3'].includes(id)) return undefined
  const session = id !== 'm1'
  const can = session ? ['close', 'attendance'] : ['open', 'cancel', 'agenda', 'change', 'attendance']
  const motions = agenda(session)
  const cases = motions.filter((row) => row.kind === 'case')
  const short = (gate: string) => cases.filter((row) => row.missing.some((one) => one.gate === gate)).length
  const view: View = {
    meeting: meeting(id, session ? 'in_session' : 'preparing', can),
    seats: seats(session, 's2'),
    motions,
    quorum: 5,
    present: session ? 7 : 0,
    readiness: {
      cases: cases.length,
      ready: cases.filter((row) => row.missing.length === 0).length,
      rules: 2,
      urgents: 0,
      gates: ['check', 'visit', 'notice', 'questions', 'plan', 'recusal'].map((code) => ({
        code,
        done: cases.length - short(code),
        total: cases.length,
      })),
    },
    pool: { available_fen: yuan(364480), as_of_at: 0 },
    today: '2020-12-17',
  }
  if (id === 'm3') {
    view.meeting = {
      ...meeting('m3', 'minuted', []),
      period: '2020H1',
      number: '2020H1',
      title: '2020年上半年联席会议',
      held_on: '2020-06-12',
      minutes_sha256: '9f2c4b7de0a1583c66d1f0b7a4c2e85d13f6a9b0c4d7e2f18a5b3c6d9e0f1a2b',
    }
    view.motions = view.motions.slice(0, 4).map((row) => ({ ...row, can: [] }))
  }
  return view
}

export function motionSheet(id: string): Sheet | undefined {
  const found = agenda(true).find((row) => row.id === id)
  if (!found) return undefined
  if (found.kind === 'rule') return { motion: found, story: null }
  const lin = found.no === 5
  return {
    motion: found,
    story: {
      place: lin ? '大同区八井子乡' : '龙凤区东光街道',
      members: 3,
      summary: lin
        ? '本人34岁，血友病甲（重型），母亲61岁务农，儿子9岁'
        : '急性髓系白血病，移植后九个月，仍需长期抗排异用药',
      income_fen: yuan(31200),
      cost_fen: yuan(100000),
      statutory_fen: yuan(80000),
      other_fen: 0,
      self_fen: yuan(20000),
      prior_fen: yuan(2000),
      opinion:
        '残联窗口受理。2020年12月7日两人入户，家中无存款，母亲独力耕作。提请医疗、生活和生产三项帮扶。',
      opinion_by: '董志远',
      proposals: [
        {
          need: 'medical',
          amount_fen: Math.round(found.amount_fen * 0.7142857),
          basis: '自付 20,000 元的 50%',
        },
        { need: 'living', amount_fen: Math.round(found.amount_fen * 0.2857143), basis: '年上限 7,000 元' },
      ],
      questions: lin
        ? [
            {
              id: 'q1',
              case_id: found.case_id,
              org_id: 'o-s2',
              org_name: '市民政局',
              text: '凝血因子是否已纳入门诊慢特病报销？',
              by_name: '高明',
              made_at: 0,
              answer: '已纳入，报销比例 70%。',
              answered_by: '董志远',
              answered_at: 0,
            },
          ]
        : [],
    },
  }
}

export function meetingList() {
  const rows = [
    meeting('m1', 'preparing', []),
    {
      ...meeting('m4', 'minuted', []),
      kind: 'extraordinary',
      number: '2020H2-E1',
      title: '2020年下半年第 1 次临时联席会议',
      held_on: '2020-09-03',
    },
    {
      ...meeting('m3', 'minuted', []),
      number: '2020H1',
      title: '2020年上半年联席会议',
      held_on: '2020-06-12',
    },
    {
      ...meeting('m5', 'minuted', []),
      number: '2019H2',
      title: '2019年下半年联席会议',
      held_on: '2019-12-20',
    },
  ]
  return { items: rows, next: '', total: rows.length, total_capped: false }
}

export const candidates: Candidates = {
  cases: [
    {
      case_id: 'c21',
      file_no: 'DQ-2020-0121',
      title: '徐某户',
      state: 'tabled',
      class: 'DEEP',
      department: 'union',
      amount_fen: yuan(9800),
      missing: [],
    },
    {
      case_id: 'c22',
      file_no: 'DQ-2020-0098',
      title: '吕某户',
      state: 'deferred',
      class: 'REL',
      department: 'civil',
      amount_fen: yuan(5000),
      missing: [{ gate: 'visit', code: 'visit', on: '2020-05-30' }],
    },
    {
      case_id: 'c23',
      file_no: 'DQ-2020-0130',
      title: '何某户',
      state: 'noticed',
      class: 'ACC',
      department: 'union',
      amount_fen: yuan(7000),
      missing: [{ gate: 'notice', code: 'notice', on: '2020-12-21' }],
    },
  ],
  rules: rules.flatMap((row) => row.changes),
  urgents: [
    {
      id: 'u1',
      case_id: 'c1',
      title: '荆某户',
      reason: '抢救费用',
      asked_by: '孙涛',
      amount_fen: yuan(2000),
    },
  ],
}
