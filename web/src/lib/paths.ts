// Every address of the app, so that features can point at one another without importing one another.
export const paths = {
  workbench: '/workbench',
  intake: '/intake',
  intakeNew: '/intake/new',
  intakeEdit: (id: string) => `/intake/${id}`,
  receipt: (id: string) => `/intake/${id}/receipt`,
  clueNew: '/intake/clue',
  casebook: '/casebook',
  case: (id: string) => `/casebook/${id}`,
  caseVisits: (id: string) => `/casebook/${id}/visits`,
  caseCheck: (id: string) => `/casebook/${id}/check`,
  visits: '/visits',
  visit: (id: string) => `/visits/${id}`,
  checks: '/checks',
  check: (id: string) => `/checks/${id}`,
  meetings: '/meetings',
  meeting: (id: string) => `/meetings/${id}`,
  meetingScreen: (id: string) => `/meetings/${id}/screen`,
  meetingSeat: (id: string) => `/meetings/${id}/seat`,
  policy: '/policy',
  lab: '/policy/lab',
  labRuns: '/policy/lab/runs',
  labRun: (id: string) => `/policy/lab/runs/${id}`,
  funds: '/funds',
  fundList: '/funds/list',
  fund: (id: string) => `/funds/list/${id}`,
  fundOrders: '/funds/orders',
  fundOrder: (id: string) => `/funds/orders/${id}`,
  fundBatches: '/funds/batches',
  fundBatch: (id: string) => `/funds/batches/${id}`,
  fundRecoveries: '/funds/recoveries',
  fundAccounts: '/funds/accounts',
  fundDisclosure: '/funds/disclosure',
  fundStatements: '/funds/statements',
  fundStatement: (id: string) => `/funds/statements/${id}`,
  fundBudgets: '/funds/budgets',
  fundSetup: '/funds/setup',
  fundLayout: (code: string) => `/funds/setup/layouts/${code}`,
  fundChart: (code: string) => `/funds/setup/charts/${code}`,
  fundConfirmations: '/funds/confirmations',
  fundConfirmation: (id: string) => `/funds/confirmations/${id}`,
  gifts: '/gifts',
  giftList: '/gifts/all',
  gift: (id: string) => `/gifts/gift/${id}`,
  giftPledges: (id: string) => `/gifts/lists/${id}`,
  giftTrace: (id: string) => `/gifts/trace/${id}`,
  campaign: (id: string) => `/gifts/${id}`,
  services: '/services',
  service: (id: string) => `/services/${id}`,
  serviceProviders: '/services/providers',
  oversight: '/oversight',
  oversightExceptions: '/oversight/exceptions',
  oversightOverdue: '/oversight/overdue',
  oversightQuestions: '/oversight/questions',
  reports: '/reports',
  reportList: '/reports/list',
  settings: '/settings',
  settingsStaff: '/settings/staff',
  settingsPerson: (id: string) => `/settings/staff/${id}`,
  settingsRoles: '/settings/roles',
  settingsSignIns: '/settings/sign-ins',
  publicNotices: '/public/notices',
  sunlight: '/public/sunlight',
  publicReceipt: '/public/receipt',
  publicPledge: '/public/pledge',
  give: (code: string) => `/public/give/${code}`,
  signIn: '/sign-in',
  password: '/password',
} as const

/** How the server points at a page. */
export interface Target {
  to: 'case' | 'visit' | 'check' | 'meeting' | 'intake' | 'funds' | 'services' | 'policy' | 'oversight'
  id: string
}

export function pathOf(target: Target): string {
  switch (target.to) {
    case 'case':
      return paths.case(target.id)
    case 'visit':
      return paths.visit(target.id)
    case 'check':
      return target.id ? paths.check(target.id) : paths.checks
    case 'meeting':
      return paths.meeting(target.id)
    default:
      return target.id ? `${paths[target.to]}/${target.id}` : paths[target.to]
  }
}
