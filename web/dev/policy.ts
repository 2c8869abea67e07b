import type { Board, Line, Version } from '../src/features/policy/types'

// A handful of parameters for the policy page; figures are those of the Daqing demo.

let drafts = 0

function version(key: string, value: string, from_on: string, state: string, document: string): Version {
  return {
    id: `${key}@${from_on}`,
    key,
    area: '230600',
    area_name: '大庆市',
    value,
    unit: '',
    document,
    from_on,
    to_on: '',
    status: ['draft', 'withdrawn'].includes(state) ? state : 'adopted',
    state,
    motion_id: '',
    note: state === 'draft' ? '透析口服药自付偏高' : '',
    proposed_by: '陈立新',
    proposed_at: Date.parse('2020-12-10T10:00:00+08:00'),
    adopted_by: state === 'draft' ? '' : '联席会',
    adopted_at: state === 'draft' ? 0 : Date.parse('2019-12-25T16:00:00+08:00'),
    can: state === 'draft' ? ['withdraw'] : [],
  }
}

const line = (
  key: string,
  group: string,
  kind: string,
  unit: string,
  zh: string,
  en: string,
  value: string,
  rest: Partial<Line> = {},
): Line => ({
  key,
  group,
  kind,
  unit,
  zh,
  en,
  current: version(key, value, '2020-01-01', 'in_force', '庆联席〔2019〕4号'),
  scheduled: [],
  drafts: [],
  ...rest,
})

const lines: Line[] = [
  line('dibao.urban', 'standard', 'money', 'yuan/person/month', '城市低保标准', 'Urban allowance', '650'),
  line('wage.min', 'standard', 'money', 'yuan/month', '最低工资标准', 'Minimum wage', '1680', {
    scheduled: [version('wage.min', '1860', '2021-04-01', 'scheduled', '黑政规〔2021〕3号')],
  }),
  line('class.k_rel', 'class', 'ratio', '× standard', '相对困难倍数', 'Relative multiple', '2'),
  line('rigid.kinds', 'class', 'list', '', '可扣除的刚性支出', 'Deducted', 'medical,education,care,rent,job'),
  line(
    'platform.medical.rate',
    'platform',
    'ratio',
    'of self-paid cost',
    '医疗救助比例',
    'Medical rate',
    '0.6',
  ),
  line(
    'platform.medical.cap_year',
    'platform',
    'limit',
    'yuan/person/year',
    '医疗救助年度上限',
    'Medical cap',
    '49800',
  ),
  line(
    'platform.dialysis_oral.cap_year',
    'disease',
    'limit',
    'yuan/person/year',
    '病种年度上限（透析口服药）',
    'Cap',
    '6000',
    {
      drafts: [version('platform.dialysis_oral.cap_year', '8000', '2021-01-01', 'draft', '')],
    },
  ),
  line(
    'deadline.visit',
    'deadline',
    'count',
    'working days',
    '时限：受理后完成入户',
    'Deadline: visit',
    '10',
  ),
  line(
    'approval.bands',
    'meeting',
    'bands',
    'yuan:approvers',
    '按金额的审批人数',
    'Approvers',
    '0:1,10000:2,30000:3',
  ),
]
lines.push({
  key: 'platform.medical.tiers',
  group: 'platform',
  kind: 'tiers',
  unit: 'yuan:ratio',
  zh: '医疗救助分段比例',
  en: 'Medical aid tiers',
  optional: true,
  scheduled: [],
  drafts: [],
})

export function policyBoard(area: string, on: string): Board {
  return {
    on: on || '2020-12-17',
    area: area || '230600',
    area_name: '大庆市',
    areas: [
      { code: '230600', name: '大庆市' },
      { code: '230602', name: '萨尔图区' },
    ],
    items: lines,
    can: ['propose', 'replay'],
  }
}

export function policyHistory(key: string): {
  items: Version[]
  next: string
  total: number
  total_capped: boolean
} {
  const found = lines.find((one) => one.key === key)
  const items = found ? [...found.drafts, ...found.scheduled, ...(found.current ? [found.current] : [])] : []
  return { items, next: '', total: items.length, total_capped: false }
}

export function policyDraft(body: Record<string, string>): Version {
  drafts += 1
  return { ...version(body.key ?? '', body.value ?? '', body.from_on ?? '', 'draft', ''), id: `new${drafts}` }
}
