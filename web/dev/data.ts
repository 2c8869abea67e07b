import type { Me } from '../src/auth/session'
import type { Workbench } from '../src/features/workbench/types'
import type { Target } from '../src/lib/paths'

// Persons and figures are invented. Today is 2020-12-17, a Thursday.

const at = (text: string) => Date.parse(`${text}:00+08:00`)
const toCase = (id: string): Target => ({ to: 'case', id })
const toVisit = (id: string): Target => ({ to: 'visit', id })
const word = (code: string, label: string) => ({ code, label })

export function me(login: string, mustChange: boolean): Me {
  return {
    user: { id: 'u1', staff_id: 's1', name: '陈立新', login },
    org: { id: 'o1', name: '市总工会', path: '/dq/union/', department: 'union', area: '230600' },
    permissions: [
      'meeting.prepare',
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
      'checks',
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
