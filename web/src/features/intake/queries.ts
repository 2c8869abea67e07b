import { queryOptions } from '@tanstack/react-query'
import { client, data } from '../../api/http'

export const intakeKeys = { all: ['intake'] as const }

/** The application of a case, to be edited; the reading is written down. */
export const applicationQuery = (id: string) =>
  queryOptions({
    queryKey: [...intakeKeys.all, 'application', id],
    queryFn: ({ signal }) =>
      data(client.GET('/api/v1/cases/{id}/casebook', { signal, params: { path: { id } } })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })

export const receiptQuery = (id: string) =>
  queryOptions({
    queryKey: [...intakeKeys.all, 'receipt', id],
    queryFn: ({ signal }) =>
      data(client.GET('/api/v1/cases/{id}/casebook', { signal, params: { path: { id } } })),
    staleTime: 60_000,
  })
