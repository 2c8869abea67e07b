import type { Page } from '../src/api/page'
import type { Me } from '../src/auth/session'
import type { CaseFile, CaseRow } from '../src/features/casebook/types'
import type { Workbench } from '../src/features/workbench/types'
import type { Target } from '../src/lib/paths'

// Persons and figures are invented. Today is 2020-12-17, a Thursday.

const yuan = (n: number) => n * 100
const at = (text: string) => Date.parse(`${text}:00+08:00`)
const toCase = (id: string): Target => ({ to: 'case', id })
const toVisit = (id: string): Target => ({ to: 'visit', id })
const word = (code: string, label: string) => ({ code, label })

export function me(login: string, mustChange: boolean): Me {
  return {
    user: { id: 'u1', staff_id: 's1', name: '陈立新', login },
    org: { id: 'o1', name: '市总工会', path: '/dq/union/', department: 'union', area: '230600' },
    permissions: [
      'settings.read',
      'settings.org',
      'settings.account',
      'settings.grant',
      'settings.sign_ins',
      'settings.export',
    ],
    version: 'dev',
    roles: [word('secretariat', '平台秘书处')],
    nav: [
      'workbench',
      'intake',
      'casebook',
      'visits',
      'meetings',
      'policy',
      'funds',
      'services',
      'oversight',
      'reports',
      'settings',
    ],
    must_change_password: mustChange,
    today: '2020-12-17',
    language: 'zh-CN',
    platform: '大庆市精准帮扶平台',
  }
}

export function workbench(empty: boolean): Workbench {
  if (empty)
    return {
      can: ['intake.create'],
      tasks: { items: [], total: 0 },
      waiting: { items: [], total: 0 },
    }
  const task = (
    id: string,
    group: 'visit' | 'meeting' | 'other',
    title: string,
    subject: string,
    note: string,
    due_on: string,
    state: string,
    verb: string,
    target = toCase('c1'),
  ) => ({ id, kind: 'other', group, title, subject, note, due_on, state, verb, target })
  return {
    can: ['intake.create', 'intake.clue'],
    glance: {
      half: '2020-H2',
      entered: 170,
      entered_new: 21,
      recognised: 34,
      recognised_new: 6,
      ended: 8,
      assisting: 26,
      pool: {
        balance_fen: 41268000,
        available_fen: 36448000,
        committed_fen: 4820000,
        as_of_at: at('2020-12-17T08:30'),
      },
      revisits: { due: 13, on_time: 12, overdue: 1 },
    },
    tasks: {
      total: 11,
      items: [
        task(
          't1',
          'visit',
          '半年回访',
          '王立军户',
          '让胡路区·下一笔 1,500 元已自动暂缓',
          '2020-12-15',
          'revisit_due',
          '去回访',
          toVisit('v1'),
        ),
        task(
          't2',
          'other',
          '签收转办单',
          '孙玉梅户',
          '市住建局转来·公租房申请',
          '2020-12-16',
          'accepted',
          '签收',
        ),
        task(
          't3',
          'visit',
          '入户调查',
          '刘长顺户',
          '红岗区·受理后第 10 个工作日',
          '2020-12-17',
          'visiting',
          '去入户',
          toVisit('v2'),
        ),
        task(
          't4',
          'meeting',
          '登记公示结果',
          '赵春艳户',
          '萨尔图区·公示 12-10 至 12-16',
          '2020-12-17',
          'noticed',
          '登记',
        ),
        task(
          't5',
          'other',
          '审核补正材料',
          '郑国栋户',
          '肇州县·今早交齐，期限已恢复计算',
          '2020-12-17',
          'awaiting_papers',
          '审核',
        ),
        task(
          't6',
          'meeting',
          '答复质询',
          '陈德海户',
          '市民政局 2 条、市人社局 1 条',
          '2020-12-18',
          'tabled',
          '答复',
        ),
        task(
          't7',
          'meeting',
          '出具初审意见',
          '吴秀珍户',
          '萨尔图区·入户 12-11，核对无异常',
          '2020-12-18',
          'first_opinion',
          '初审',
        ),
        task(
          't8',
          'other',
          '书面告知',
          '高凤霞户',
          '初审决定 12-15，3 个工作日内送达',
          '2020-12-18',
          'declined',
          '拟文',
        ),
        task(
          't9',
          'meeting',
          '更新核对报告',
          '周玉兰户',
          '现报告 12-22 过期，早于会议日',
          '2020-12-21',
          'tabled',
          '发起',
        ),
        task('t10', 'visit', '半年回访', '荆某户', '龙凤区·搭档何静', '2020-12-24', 'revisit_due', '预约'),
        task('t11', 'meeting', '复核一人一策', '林某户', '大同区·会前定稿', '2020-12-24', 'tabled', '查看'),
      ],
    },
    waiting: {
      total: 5,
      items: [
        {
          id: 'w1',
          from: '市民政局 高明',
          text: '荆某户质询 2 条：慢特病报销、病退',
          since_on: '2020-12-15',
          verb: '答复',
          target: toCase('c1'),
        },
        {
          id: 'w2',
          from: '财务 付雪',
          text: '12月第 2 批发放名单，9 笔 28,600.00 元',
          since_on: '2020-12-16',
          verb: '确认',
          target: { to: 'funds', id: '' },
        },
        {
          id: 'w3',
          from: '让胡路区 孟凡',
          text: '王立军户回访，约双人时间',
          since_on: '2020-12-15',
          verb: '定时间',
          target: toVisit('v1'),
        },
        {
          id: 'w4',
          from: '市残联 董志远',
          text: '林某户议案提要会签',
          since_on: '2020-12-16',
          verb: '会签',
          target: { to: 'meeting', id: 'm1' },
        },
        {
          id: 'w5',
          from: '大庆油建工会 韩梅',
          text: '新申请 1 件：白血病复发，代职工申请',
          since_on: '2020-12-17',
          verb: '受理',
          target: { to: 'intake', id: '' },
        },
      ],
    },
    meeting: {
      id: 'm1',
      name: '2020年下半年联席会议',
      starts_at: at('2020-12-25T14:00'),
      cases_ready: 9,
      cases_total: 12,
      rule_motions: 2,
      checks: [
        { code: 'check', label: '授权与核对有效', done: 11, total: 12 },
        { code: 'visit', label: '入户未超 6 个月', done: 12, total: 12 },
        { code: 'notice', label: '公示期满', done: 11, total: 12 },
        { code: 'questions', label: '质询已答复', done: 15, total: 18 },
        { code: 'plan', label: '方案与金额拟定', done: 12, total: 12 },
        { code: 'recusal', label: '回避关系登记', done: 12, total: 12 },
      ],
      missing: [
        { case_id: 'c2', subject: '赵春艳户', text: '公示结果今天登记' },
        { case_id: 'c3', subject: '陈德海户', text: '质询 3 条，12-18 前答复' },
        { case_id: 'c4', subject: '周玉兰户', text: '核对报告 12-22 过期' },
      ],
    },
  }
}

export function caseFile(id: string): CaseFile | undefined {
  if (id === 'gone') return undefined
  const cost = [
    { label: '基本医保', payer: 'statutory1' as const, amount_fen: yuan(286400) },
    { label: '大病保险', payer: 'statutory2' as const, amount_fen: yuan(173700) },
    { label: '职工医疗互助', payer: 'statutory3' as const, amount_fen: yuan(20000) },
    { label: '工会大病救助', payer: 'union' as const, amount_fen: yuan(30000) },
    { label: '平台医疗救助', payer: 'platform' as const, amount_fen: yuan(19800) },
    { label: '家庭承担', payer: 'family' as const, amount_fen: yuan(220100) },
  ]
  const union = (n: number) => ({ label: '工会', payer: 'union' as const, amount_fen: yuan(n) })
  const platform = (n: number) => ({ label: '平台', payer: 'platform' as const, amount_fen: yuan(n) })
  const measure = (
    n: number,
    title: string,
    owner: string,
    due: string,
    sum: number | null,
    status: 'done' | 'doing',
    result: string,
  ) => ({
    id: `p${n}`,
    title,
    owner,
    due_on: `2020-${due}`,
    amount_fen: sum === null ? null : yuan(sum),
    status,
    result,
  })
  const event = (n: number, on: string, text: string, kind: 'money' | 'mark' | 'open' | 'plain') => ({
    id: `e${n}`,
    on: `2020-${on}`,
    text,
    kind,
  })
  return {
    id,
    version: 7,
    file_no: 'DQ-2020-0117',
    household: '荆某户',
    place: '龙凤区东光街道',
    accepted_on: '2020-05-08',
    state: 'revisit_due',
    class: word('DEEP', '深度困难'),
    needs: [
      word('medical', '医疗'),
      word('living', '生活'),
      word('study', '助学'),
      word('employment', '就业'),
      word('psychological', '心理'),
    ],
    summary: [
      { text: '患白血病，2020年3月移植，总费用 750,000 元，医保等已报 480,100 元。工会与平台已救助 ' },
      { text: '58,800', strong: true },
      { text: ' 元，家庭仍承担医疗费 ' },
      { text: '220,100', strong: true },
      { text: ' 元。' },
    ],
    roles: [
      { label: '申请单位', text: '大庆油建公司工会' },
      { label: '资格会员', text: '周某（丈夫）' },
      { label: '救助对象', text: '荆某、周某某' },
      { label: '收款人', text: '荆某，社保卡尾号 4417' },
      { label: '联系人', text: '陈立新、何静' },
    ],
    next: {
      title: '半年回访',
      due_on: '2020-12-24',
      consequence: '逾期将自动暂缓后续发放',
      actions: [
        { code: 'start', label: '开始回访', primary: true, target: toVisit('v9') },
        { code: 'plan', label: '预约', primary: false, target: toVisit('v9') },
      ],
    },
    members: [
      {
        id: 'm1',
        name: '荆某',
        relation: '本人',
        sex: '女',
        age: 41,
        tag: '救助对象',
        detail: '急性髓系白血病，移植后 9 个月',
        id_no: '2306**********0028',
      },
      {
        id: 'm2',
        name: '周某',
        relation: '丈夫',
        sex: '男',
        age: 43,
        tag: '工会会员',
        detail: '大庆油建公司，月收入 5,600 元',
        id_no: '2306**********0011',
      },
      {
        id: 'm3',
        name: '周某某',
        relation: '儿子',
        sex: '男',
        age: 18,
        tag: '助学对象',
        detail: '哈尔滨理工大学本科一年级',
        id_no: '2306**********0038',
      },
    ],
    economy: {
      income_fen: yuan(67200),
      rigid_fen: yuan(48600),
      months: 12,
      members: 3,
      net_fen: 51667,
      conclusion: '低于低保标准 650 元，认定为深度困难',
    },
    views: {
      days: 30,
      total: 6,
      items: [
        { at: at('2020-12-17T09:12'), who: '市总工会 陈立新', purpose: '办理回访' },
        { at: at('2020-12-15T15:40'), who: '市民政局 高明', purpose: '提出质询' },
        { at: at('2020-12-09T10:05'), who: '市妇联 于佳', purpose: '登记服务' },
      ],
    },
    cost: { label: '医疗总费用', total_fen: yuan(750000), parts: cost },
    caps: {
      year: 2020,
      items: [
        {
          code: 'medical',
          label: '医疗',
          per: '每人每年',
          used_fen: yuan(49800),
          cap_fen: yuan(49800),
          parts: [union(30000), platform(19800)],
        },
        {
          code: 'living',
          label: '生活',
          per: '每户每年',
          used_fen: yuan(4000),
          cap_fen: yuan(7000),
          parts: [platform(4000)],
        },
        {
          code: 'study',
          label: '助学',
          per: '每生每年',
          used_fen: yuan(5000),
          cap_fen: yuan(6835),
          parts: [union(5000)],
        },
      ],
    },
    plan: {
      version: 2,
      done: 6,
      items: [
        measure(1, '工会大病救助', '市总工会', '06-05', 30000, 'done', '已发放'),
        measure(2, '平台医疗救助', '市总工会', '06-24', 19800, 'done', '已发放'),
        measure(3, '平台生活救助', '市民政局', '06-24', 4000, 'done', '已发放'),
        measure(4, '金秋助学', '市总工会', '08-20', 5000, 'done', '已发放'),
        measure(5, '心理疏导 12 次', '市妇联', '12-31', null, 'doing', '已开展 8 次'),
        measure(6, '劳动能力鉴定、病退', '市人社局', '12-31', null, 'doing', '12-22 体检'),
        measure(7, '异地就医备案', '市医保局 (N)', '07-15', null, 'done', '已备案'),
        measure(8, '丈夫调回本地岗位', '用人单位工会', '07-31', null, 'done', '已调岗'),
      ],
    },
    questions: {
      open: 2,
      items: [
        { id: 'q1', from: '市民政局 高明', text: '抗排异用药是否已纳入门诊慢特病报销？', answer: '' },
        { id: 'q2', from: '市人社局 宋岩', text: '病退后待遇是否计入下期收入核算？', answer: '' },
      ],
    },
    timeline: {
      total: 31,
      items: [
        event(1, '12-15', '市民政局、市人社局提出质询 2 条', 'open'),
        event(2, '12-09', '心理疏导第 8 次，状态平稳', 'plain'),
        event(3, '08-20', '金秋助学 5,000 元到账', 'money'),
        event(4, '06-24', '平台医疗 19,800、生活 4,000 元到账', 'money'),
        event(5, '06-12', '上半年联席会认定，方案通过', 'mark'),
        event(6, '06-05', '工会大病救助 30,000 元到账', 'money'),
        event(7, '06-03', '公示期满，无异议', 'plain'),
        event(8, '05-22', '核对报告出具，无异常', 'plain'),
        event(9, '05-15', '入户调查，何静、孙涛', 'plain'),
        event(10, '05-08', '单位工会代为申请，当日受理', 'mark'),
      ],
    },
    papers: {
      total: 14,
      groups: [
        { label: '诊断证明、结算单', count: 7 },
        { label: '联席会纪要', count: 1 },
        { label: '授权书、公示', count: 3 },
        { label: '发放回单', count: 3 },
      ],
      warnings: ['核对报告 11-22 已过期，回访时重新核对'],
    },
    can: ['question.answer'],
  }
}

const names = [
  '荆某',
  '赵春艳',
  '陈德海',
  '周玉兰',
  '王立军',
  '孙玉梅',
  '刘长顺',
  '郑国栋',
  '吴秀珍',
  '高凤霞',
  '林某',
  '冯建国',
  '徐桂荣',
  '吕淑珍',
  '宋平',
  '李芳',
  '何大勇',
  '马文清',
  '丁小红',
  '曲志强',
]
const places = [
  '龙凤区东光街道',
  '萨尔图区会战街道',
  '让胡路区乘风街道',
  '红岗区解放街道',
  '大同区八井子乡',
  '肇州县肇州镇',
]
const steps: [string, string][] = [
  ['revisit_due', '半年回访'],
  ['noticed', '登记公示结果'],
  ['tabled', '答复质询'],
  ['visiting', '入户调查'],
  ['accepted', '签收转办单'],
  ['awaiting_papers', '审核补正材料'],
  ['first_opinion', '出具初审意见'],
  ['assisting', '发放第 3 期'],
  ['checking', '等待核对报告'],
  ['declined', '书面告知'],
]
const needs = [
  ['medical', '医疗'],
  ['living', '生活'],
  ['study', '助学'],
  ['employment', '就业'],
  ['housing', '住房'],
] as const
const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T

const all: CaseRow[] = Array.from({ length: 128 }, (_, n) => {
  const [state, step] = pick(steps, n)
  return {
    id: `c${n + 1}`,
    file_no: `DQ-2020-${String(117 - (n % 100) + (n >= 100 ? 300 : 0)).padStart(4, '0')}`,
    household: `${pick(names, n)}户`,
    place: pick(places, n),
    state,
    class:
      n % 7 === 3
        ? null
        : pick([word('DEEP', '深度困难'), word('REL', '相对困难'), word('ACC', '意外致困')], n),
    needs: needs.filter((_need, i) => (n + i) % 3 !== 1).map(([code, label]) => word(code, label)),
    accepted_on: `2020-0${1 + (n % 9)}-1${n % 10}`,
    next_step: step,
    next_due_on:
      state === 'assisting' ? null : n < 12 ? `2020-12-${15 + n}` : `2021-0${1 + (n % 5)}-${10 + (n % 19)}`,
    received_fen: n % 4 === 3 ? 0 : yuan(58800 - n * 311),
    contact: pick(['陈立新', '何静', '孙涛', '孟凡'], n),
  }
})

export function caseRows(query: URLSearchParams, empty: boolean): Page<CaseRow> {
  const q = query.get('q') ?? ''
  const states = query.getAll('state')
  const found = empty
    ? []
    : all.filter(
        (row) =>
          (row.household.includes(q) || row.file_no.includes(q)) &&
          (states.length === 0 || states.includes(row.state)) &&
          (!query.get('class') || row.class?.code === query.get('class')) &&
          (!query.get('need') || row.needs.some((need) => need.code === query.get('need'))),
      )
  const sort = query.get('sort') ?? ''
  const key = sort.replace('-', '') as keyof CaseRow
  const value = (row: CaseRow) => row[key] ?? '9'
  if (sort) found.sort((a, b) => (value(a) < value(b) ? -1 : 1) * (sort.startsWith('-') ? -1 : 1))
  const start = Number(query.get('cursor') ?? 0)
  const items = found.slice(start, start + 50)
  return {
    items,
    next: start + 50 < found.length ? String(start + 50) : '',
    total: found.length,
    total_capped: false,
  }
}

export function search(q: string) {
  return all
    .filter((row) => row.household.includes(q) || row.file_no.includes(q.toUpperCase()))
    .slice(0, 8)
    .map((row) => ({
      id: row.id,
      title: row.household,
      note: `${row.file_no} ${row.place}`,
      state: row.state,
      target: toCase(row.id),
    }))
}
