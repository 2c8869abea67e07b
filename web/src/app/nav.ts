import { paths } from '../lib/paths'
import type { IconName } from '../ui/Icon'

export interface NavEntry {
  code: string
  path: string
  icon: IconName
}

/** What the navigation can show; the server says which of them (me.nav) and in what order. */
export const entries: NavEntry[] = [
  { code: 'workbench', path: paths.workbench, icon: 'home' },
  { code: 'intake', path: paths.intake, icon: 'inbox' },
  { code: 'casebook', path: paths.casebook, icon: 'book' },
  { code: 'visits', path: paths.visits, icon: 'door' },
  { code: 'checks', path: paths.checks, icon: 'paper' },
  { code: 'meetings', path: paths.meetings, icon: 'people' },
  { code: 'policy', path: paths.policy, icon: 'sliders' },
  { code: 'funds', path: paths.funds, icon: 'yuan' },
  { code: 'gifts', path: paths.gifts, icon: 'gift' },
  { code: 'services', path: paths.services, icon: 'heart' },
  { code: 'oversight', path: paths.oversight, icon: 'eye' },
  { code: 'reports', path: paths.reports, icon: 'bars' },
  { code: 'settings', path: paths.settings, icon: 'gear' },
]

export function navOf(codes: readonly string[]): NavEntry[] {
  return codes.flatMap((code) => entries.find((entry) => entry.code === code) ?? [])
}
