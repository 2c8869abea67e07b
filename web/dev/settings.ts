import type { Page } from '../src/api/page'
import type { Grant, Org, OrgVersion, Role, SignIn, Staff } from '../src/features/settings/types'

// A few organisations and people for the settings pages; nothing here can be changed.

const at = Date.parse('2020-12-17T08:30:00+08:00')

function org(code: string, name: string, parent: string, kind: string, children: number): Org {
  return {
    id: code,
    parent_id: parent,
    parent_name: parent ? '大庆市' : '',
    path: parent ? `/dq/${code}/` : '/dq/',
    kind,
    code,
    name,
    short_name: '',
    area_code: parent ? '' : '230600',
    department: kind === 'department' ? code : '',
    standing: kind === 'department',
    credit_code: '',
    phone: '0459-6370000',
    address: '',
    from_on: '2018-03-01',
    to_on: '',
    version: 1,
    changed_at: at,
    changed_by: '许通',
    children,
    staff: 3,
    can: ['create_below', 'edit', ...(parent ? ['move', 'close'] : [])],
  }
}

const orgs = [
  org('dq', '大庆市', '', 'city', 3),
  org('union', '大庆市总工会', 'dq', 'department', 0),
  org('civil', '大庆市民政局', 'dq', 'department', 0),
  org('disabled', '大庆市残疾人联合会', 'dq', 'department', 0),
]

function person(id: string, name: string, login: string, state: string, role: string): Staff {
  return {
    id,
    user_id: `u-${id}`,
    org_id: 'union',
    org_name: '大庆市总工会',
    org_path: '/dq/union/',
    name,
    title: '干部',
    phone: '139****0000',
    from_on: '2018-03-01',
    to_on: '',
    version: 1,
    changed_at: at,
    changed_by: '许通',
    account: {
      login,
      state,
      locked_until: state === 'locked' ? at + 900_000 : 0,
      must_change: false,
      last_in_at: at,
    },
    roles: [{ code: 'secretariat', label: role, org_name: '大庆市', from_on: '2018-03-01', to_on: '' }],
    can: [
      'edit',
      'leave',
      'reset_password',
      'end_sessions',
      'disable',
      'grant',
      ...(state === 'locked' ? ['unlock'] : []),
    ],
  }
}

const staff = [
  person('p1', '陈立新', 'chenlx', 'open', '平台秘书处'),
  person('p2', '王芳', 'wangfang', 'locked', '窗口受理员'),
]

const grants: Grant[] = staff.map((who) => ({
  id: `g-${who.id}`,
  staff_id: who.id,
  staff_name: who.name,
  staff_org: who.org_name,
  role: 'secretariat',
  label: who.roles[0]?.label ?? '',
  org_id: 'dq',
  org_name: '大庆市',
  org_path: '/dq/',
  from_on: '2018-03-01',
  to_on: '',
  reason: '',
  version: 1,
  changed_at: at,
  changed_by: '安全',
  state: 'now',
  can: ['end'],
}))

const history: OrgVersion[] = [
  { version: 1, at, by_name: '许通', change: 'org.create', path: '/dq/union/', name: '大庆市总工会' },
]

const roles: Role[] = [
  {
    code: 'secretariat',
    label: '平台秘书处',
    admin: false,
    permissions: ['aid.view', 'aid.invite', 'meeting.run'],
  },
  { code: 'security_admin', label: '安全管理员', admin: true, permissions: ['settings.grant'] },
]

const signIns: SignIn[] = ['ok', 'password', 'unknown'].map((result, i) => ({
  id: `t${i}`,
  at: at - i * 60_000,
  login: 'chenlx',
  user_id: 'u-p1',
  result,
  origin: '10.8.0.12',
  agent: 'Mozilla/5.0',
  name: '陈立新',
  org_name: '大庆市总工会',
}))

const list = <T>(items: T[]): Page<T> => ({ items, next: '', total: items.length, total_capped: false })

/** The answer to a reading request of this room, or undefined. */
export function settings(path: string, query: URLSearchParams): unknown {
  const parent = query.get('parent')
  const [, room, kind = '', id = '', part] = path.split('/')
  if (room !== 'settings') return undefined
  if (kind === 'organisations' && part === 'history') return list(history)
  if (kind === 'organisations' && id) return orgs.find((o) => o.id === id)
  if (kind === 'organisations')
    return list(orgs.filter((o) => !parent || o.parent_id === (parent === 'root' ? '' : parent)))
  if (kind === 'staff' && part === 'sessions') return list([])
  if (kind === 'staff' && id) return staff.find((s) => s.id === id)
  if (kind === 'staff') return list(staff)
  if (kind === 'role-grants') {
    const who = query.get('staff_id')
    return list(grants.filter((g) => !who || g.staff_id === who))
  }
  if (kind === 'roles') return list(roles)
  if (kind === 'sign-ins') return list(signIns)
  return undefined
}
