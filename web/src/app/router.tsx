import type { ComponentType } from 'react'
import { createBrowserRouter, type RouteObject, redirect } from 'react-router'
import { loadFeature } from '../lib/i18n'
import { paths } from '../lib/paths'
import { RouteFault } from './RouteFault'
import { Splash } from './Splash'

/** A page of a feature: its code and its strings are fetched together when somebody goes there. */
function page(path: string, feature: string, load: () => Promise<{ default: ComponentType }>): RouteObject {
  return {
    path,
    errorElement: <RouteFault inside />,
    lazy: async () => {
      const [module] = await Promise.all([load(), loadFeature(feature)])
      return { Component: module.default }
    },
  }
}

// One line per page. Navigation entries without a page show "not switched on" (NotOn).
const pages: RouteObject[] = [
  page(paths.workbench, 'workbench', () => import('../features/workbench/WorkbenchPage')),
  page(paths.intake, 'intake', () => import('../features/intake/IntakePage')),
  page(paths.intakeNew, 'intake', () => import('../features/intake/WizardPage')),
  page(paths.intakeEdit(':id'), 'intake', () => import('../features/intake/WizardPage')),
  page(paths.receipt(':id'), 'intake', () => import('../features/intake/ReceiptPage')),
  page(paths.casebook, 'casebook', () => import('../features/casebook/CasebookListPage')),
  page(paths.meetings, 'meetings', () => import('../features/meetings/MeetingsPage')),
  page(paths.meeting(':id'), 'meetings', () => import('../features/meetings/MeetingPage')),
  page(paths.meetingScreen(':id'), 'meetings', () => import('../features/meetings/ScreenPage')),
  page(paths.meetingSeat(':id'), 'meetings', () => import('../features/meetings/SeatPage')),
  page(paths.policy, 'policy', () => import('../features/policy/PolicyPage')),
  page(paths.lab, 'lab', () => import('../features/lab/LabPage')),
  page(paths.labRuns, 'lab', () => import('../features/lab/RunsPage')),
  page(paths.labRun(':id'), 'lab', () => import('../features/lab/RunPage')),
  page(paths.case(':id'), 'casebook', () => import('../features/casebook/CasebookPage')),
  page(paths.services, 'services', () => import('../features/services/SessionsPage')),
  page(paths.serviceProviders, 'services', () => import('../features/services/ProvidersPage')),
  page(paths.service(':id'), 'services', () => import('../features/services/SessionPage')),
  page(paths.reports, 'reports', () => import('../features/reports/ReportsPage')),
  page(paths.reportList, 'reports', () => import('../features/reports/ReportListPage')),
  page(paths.oversight, 'oversight', () => import('../features/oversight/JournalPage')),
  page(paths.oversightExceptions, 'oversight', () => import('../features/oversight/ExceptionsPage')),
  page(paths.oversightOverdue, 'oversight', () => import('../features/oversight/OverduePage')),
  page(paths.oversightQuestions, 'oversight', () => import('../features/oversight/QuestionsPage')),
  page(paths.funds, 'funds', () => import('../features/funds/PoolPage')),
  page(paths.fundList, 'funds', () => import('../features/funds/FundListPage')),
  page(paths.fund(':id'), 'funds', () => import('../features/funds/FundPage')),
  page(paths.fundOrders, 'funds', () => import('../features/funds/OrdersPage')),
  page(paths.fundOrder(':id'), 'funds', () => import('../features/funds/OrderPage')),
  page(paths.fundBatches, 'funds', () => import('../features/funds/BatchesPage')),
  page(paths.fundBatch(':id'), 'funds', () => import('../features/funds/BatchPage')),
  page(paths.fundRecoveries, 'funds', () => import('../features/funds/RecoveriesPage')),
  page(paths.fundAccounts, 'funds', () => import('../features/funds/AccountsPage')),
  page(paths.fundStatements, 'funds', () => import('../features/funds/StatementsPage')),
  page(paths.fundStatement(':id'), 'funds', () => import('../features/funds/StatementPage')),
  page(paths.fundBudgets, 'funds', () => import('../features/funds/BudgetsPage')),
  page(paths.fundSetup, 'funds', () => import('../features/funds/SetupPage')),
  page(paths.fundLayout(':code'), 'funds', () => import('../features/funds/LayoutPage')),
  page(paths.fundChart(':code'), 'funds', () => import('../features/funds/ChartPage')),
  page(paths.fundDisclosure, 'funds', () => import('../features/funds/DisclosurePage')),
  page(paths.fundConfirmations, 'funds', () => import('../features/funds/ConfirmationsPage')),
  page(paths.fundConfirmation(':id'), 'funds', () => import('../features/funds/ConfirmationPage')),
  page(paths.gifts, 'gifts', () => import('../features/gifts/CampaignsPage')),
  page(paths.giftList, 'gifts', () => import('../features/gifts/GiftListPage')),
  page(paths.gift(':id'), 'gifts', () => import('../features/gifts/GiftPage')),
  page(paths.giftPledges(':id'), 'gifts', () => import('../features/gifts/ListPage')),
  page(paths.giftTrace(':id'), 'gifts', () => import('../features/gifts/TracePage')),
  page(paths.campaign(':id'), 'gifts', () => import('../features/gifts/CampaignPage')),
  page(paths.caseVisits(':id'), 'visits', () => import('../features/visits/CaseVisitsPage')),
  page(paths.caseCheck(':id'), 'check', () => import('../features/check/CaseCheckPage')),
  page(paths.visits, 'visits', () => import('../features/visits/VisitsPage')),
  page(paths.visit(':id'), 'visits', () => import('../features/visits/VisitPage')),
  page(paths.checks, 'check', () => import('../features/check/ChecksPage')),
  page(paths.check(':id'), 'check', () => import('../features/check/CheckPage')),
  page(paths.settings, 'settings', () => import('../features/settings/OrgsPage')),
  page(paths.settingsStaff, 'settings', () => import('../features/settings/StaffListPage')),
  page(paths.settingsPerson(':id'), 'settings', () => import('../features/settings/StaffPage')),
  page(paths.settingsRoles, 'settings', () => import('../features/settings/RolesPage')),
  page(paths.settingsSignIns, 'settings', () => import('../features/settings/SignInsPage')),
]

export const router = createBrowserRouter([
  { path: paths.signIn, lazy: () => import('../auth/SignInPage'), HydrateFallback: Splash },
  { path: paths.password, lazy: () => import('../auth/PasswordPage'), HydrateFallback: Splash },
  {
    ...page(paths.publicNotices, 'public', () => import('../features/public/NoticesPage')),
    HydrateFallback: Splash,
  },
  {
    ...page(paths.sunlight, 'public', () => import('../features/public/SunlightPage')),
    HydrateFallback: Splash,
  },
  {
    ...page(paths.publicReceipt, 'public', () => import('../features/public/ReceiptPage')),
    HydrateFallback: Splash,
  },
  {
    ...page(paths.publicPledge, 'public', () => import('../features/public/PledgePage')),
    HydrateFallback: Splash,
  },
  {
    ...page(paths.give(':code'), 'public', () => import('../features/public/GivePage')),
    HydrateFallback: Splash,
  },
  {
    path: '/',
    lazy: () => import('./Shell'),
    HydrateFallback: Splash,
    errorElement: <RouteFault />,
    children: [
      { index: true, loader: () => redirect(paths.workbench) },
      ...pages,
      { path: '*', lazy: () => import('./NotOn') },
    ],
  },
])
