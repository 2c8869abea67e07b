import { queryOptions } from '@tanstack/react-query'
import { client, data, once } from '../../api/http'
import type { components } from '../../api/types.gen'

type Schemas = components['schemas']

export const checkKeys = {
  all: ['check'] as const,
  list: ['check', 'list'] as const,
  one: (id: string) => ['check', 'one', id] as const,
  ofCase: (id: string) => ['check', 'case', id] as const,
}

export const overviewQuery = (id: string) =>
  queryOptions({
    queryKey: checkKeys.ofCase(id),
    queryFn: ({ signal }) =>
      data(client.GET('/api/v1/cases/{id}/check', { params: { path: { id } }, signal })),
  })

export const checkQuery = (id: string) =>
  queryOptions({
    queryKey: checkKeys.one(id),
    queryFn: ({ signal }) => data(client.GET('/api/v1/checks/{id}', { params: { path: { id } }, signal })),
    staleTime: 30_000,
  })

export const formQuery = queryOptions({
  queryKey: ['check', 'form'],
  queryFn: ({ signal }) => data(client.GET('/api/v1/checks/form', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
})

const at = (id: string) => ({ path: { id } })

export const withdraw = ({ id, reason }: { id: string; reason: string }, key: string) =>
  data(
    client.POST('/api/v1/authorisations/{id}/withdraw', {
      params: at(id),
      body: { reason },
      headers: once(key),
    }),
  )

export const authorise = (caseId: string, body: Schemas['CheckAuthoriseInput'], key: string) =>
  data(client.POST('/api/v1/cases/{id}/authorisations', { params: at(caseId), body, headers: once(key) }))

export const requestCheck = (caseId: string, body: Schemas['CheckRequestInput'], key: string) =>
  data(client.POST('/api/v1/cases/{id}/checks', { params: at(caseId), body, headers: once(key) }))

export const cancelCheck = (id: string, body: Schemas['CheckCancelInput'], key: string) =>
  data(client.POST('/api/v1/checks/{id}/cancel', { params: at(id), body, headers: once(key) }))

export const answerCheck = (id: string, body: Schemas['CheckAnswerInput'], key: string) =>
  data(client.PUT('/api/v1/checks/{id}/answers', { params: at(id), body, headers: once(key) }))

export const saveReport = (id: string, body: Schemas['CheckReportInput'], key: string) =>
  data(client.PUT('/api/v1/checks/{id}/report', { params: at(id), body, headers: once(key) }))

export const reviewReport = (id: string, body: Schemas['CheckReviewInput'], key: string) =>
  data(client.POST('/api/v1/checks/{id}/review', { params: at(id), body, headers: once(key) }))

export const objectToReport = (id: string, body: Schemas['CheckObjectInput'], key: string) =>
  data(client.POST('/api/v1/checks/{id}/objections', { params: at(id), body, headers: once(key) }))
