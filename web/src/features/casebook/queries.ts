import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/http'
import type { CaseFile } from './types'

export const caseKeys = {
  all: ['casebook'] as const,
  list: ['casebook', 'list'] as const,
  page: (id: string) => ['casebook', 'page', id] as const,
}

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: caseKeys.page(id),
    queryFn: ({ signal }) => api.get<CaseFile>(`/cases/${id}/page`, undefined, signal),
  })
