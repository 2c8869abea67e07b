import { queryOptions } from '@tanstack/react-query'
import { client, data } from '../../api/http'
import type { components } from '../../api/types.gen'
import { paths } from '../../lib/paths'

export type Overview = components['schemas']['ReportOverview']
export type Group = components['schemas']['ReportGroup']

export const reportKeys = { all: ['reports'] as const, list: ['reports', 'list'] as const }

export const overviewQuery = queryOptions({
  queryKey: [...reportKeys.all, 'overview'],
  queryFn: ({ signal }) => data(client.GET('/api/v1/reports/overview', { signal })),
  staleTime: 60_000,
})

export type Measure = 'entered' | 'recognised' | 'ended' | 'assisting'

/** The list behind a figure. */
export function behind(measure: Measure, narrowed: Record<string, string> = {}): string {
  return `${paths.reportList}?${new URLSearchParams({ measure, ...narrowed }).toString()}`
}
