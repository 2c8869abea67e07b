import { queryOptions } from '@tanstack/react-query'
import { client, data } from '../../api/http'

export const caseKeys = {
  all: ['casebook'] as const,
  list: ['casebook', 'list'] as const,
  /** Everything of one case; what changes a case invalidates this. */
  page: (id: string) => ['casebook', 'page', id] as const,
}

const path = (id: string) => ({ params: { path: { id } } })

export const bookQuery = (id: string) =>
  queryOptions({
    queryKey: [...caseKeys.page(id), 'book'],
    queryFn: ({ signal }) => data(client.GET('/api/v1/cases/{id}/casebook', { signal, ...path(id) })),
    // every reading is written down as "who looked", so the page is read again after a change only
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
  })

export const checkQuery = (id: string) =>
  queryOptions({
    queryKey: [...caseKeys.page(id), 'check'],
    queryFn: ({ signal }) => data(client.GET('/api/v1/cases/{id}/check', { signal, ...path(id) })),
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
    retry: false,
  })

export const planQuery = (id: string) =>
  queryOptions({
    queryKey: [...caseKeys.page(id), 'plan'],
    queryFn: ({ signal }) => data(client.GET('/api/v1/cases/{id}/plan', { signal, ...path(id) })),
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
    retry: false,
  })

export const visitsQuery = (id: string) =>
  queryOptions({
    queryKey: [...caseKeys.page(id), 'visits'],
    queryFn: ({ signal }) => data(client.GET('/api/v1/cases/{id}/visits', { signal, ...path(id) })),
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
    retry: false,
  })

export const assessmentQuery = (id: string) =>
  queryOptions({
    queryKey: ['casebook', 'assessment', id],
    queryFn: ({ signal }) => data(client.GET('/api/v1/policy/assessments/{id}', { signal, ...path(id) })),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: id !== '',
    retry: false,
  })

export const reopeningsQuery = queryOptions({
  queryKey: [...caseKeys.all, 'reopenings'],
  queryFn: ({ signal }) => data(client.GET('/api/v1/reopenings', { signal })),
})
