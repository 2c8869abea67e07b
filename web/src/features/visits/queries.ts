import { queryOptions } from '@tanstack/react-query'
import { client, data, once } from '../../api/http'
import type { components } from '../../api/types.gen'
import type { VisitRecord } from './types'

type Schemas = components['schemas']

export const visitKeys = {
  all: ['visits'] as const,
  board: ['visits', 'board'] as const,
  list: ['visits', 'list'] as const,
  one: (id: string) => ['visits', 'one', id] as const,
  ofCase: (id: string) => ['visits', 'case', id] as const,
}

export const boardQuery = (mine: boolean, kind: string) =>
  queryOptions({
    queryKey: [...visitKeys.board, mine, kind],
    queryFn: ({ signal }) =>
      data(client.GET('/api/v1/visits/board', { params: { query: { mine, kind } }, signal })),
  })

export const visitQuery = (id: string) =>
  queryOptions({
    queryKey: visitKeys.one(id),
    queryFn: ({ signal }) => data(client.GET('/api/v1/visits/{id}', { params: { path: { id } }, signal })),
  })

export const caseVisitsQuery = (id: string) =>
  queryOptions({
    queryKey: visitKeys.ofCase(id),
    queryFn: ({ signal }) =>
      data(client.GET('/api/v1/cases/{id}/visits', { params: { path: { id } }, signal })),
  })

export const formQuery = queryOptions({
  queryKey: ['visits', 'form'],
  queryFn: ({ signal }) => data(client.GET('/api/v1/visits/form', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
})

export const colleaguesQuery = (id: string, kind: string) =>
  queryOptions({
    queryKey: ['visits', 'colleagues', id, kind],
    queryFn: ({ signal }) =>
      data(
        client.GET('/api/v1/cases/{id}/colleagues', { params: { path: { id }, query: { kind } }, signal }),
      ),
  })

const at = (id: string) => ({ path: { id } })

export const planVisit = (caseId: string, body: Schemas['VisitPlanInput'], key: string) =>
  data(client.POST('/api/v1/cases/{id}/visits', { params: at(caseId), body, headers: once(key) }))

export const replanVisit = (id: string, body: Schemas['VisitReplanInput'], key: string) =>
  data(client.POST('/api/v1/visits/{id}/replan', { params: at(id), body, headers: once(key) }))

export const cancelVisit = (id: string, body: Schemas['VisitCancelInput'], key: string) =>
  data(client.POST('/api/v1/visits/{id}/cancel', { params: at(id), body, headers: once(key) }))

export const saveRecord = (id: string, version: number, record: VisitRecord, key: string) =>
  data(
    client.PUT('/api/v1/visits/{id}/record', {
      params: at(id),
      body: { version, record },
      headers: once(key),
    }),
  )

export const completeVisit = (id: string, version: number, record: VisitRecord, key: string) =>
  data(
    client.POST('/api/v1/visits/{id}/complete', {
      params: at(id),
      body: { version, record },
      headers: once(key),
    }),
  )

export const decideVisit = (id: string, body: Schemas['VisitOutcomeInput'], key: string) =>
  data(client.POST('/api/v1/visits/{id}/outcome', { params: at(id), body, headers: once(key) }))

export const registerRelative = (caseId: string, body: Schemas['VisitRelativeInput'], key: string) =>
  data(client.POST('/api/v1/cases/{id}/relatives', { params: at(caseId), body, headers: once(key) }))
