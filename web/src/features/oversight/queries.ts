import { queryOptions } from '@tanstack/react-query'
import { client, data, once } from '../../api/http'
import type { components } from '../../api/types.gen'

type Schemas = components['schemas']

export const oversightKeys = {
  all: ['oversight'] as const,
  journal: ['oversight', 'journal'] as const,
  exceptions: ['oversight', 'exceptions'] as const,
  overdue: ['oversight', 'overdue'] as const,
  questions: ['oversight', 'questions'] as const,
}

export const choicesQuery = queryOptions({
  queryKey: [...oversightKeys.all, 'choices'],
  queryFn: ({ signal }) => data(client.GET('/api/v1/oversight', { signal })),
  staleTime: 300_000,
})

export const countsQuery = queryOptions({
  queryKey: [...oversightKeys.exceptions, 'counts'],
  queryFn: ({ signal }) => data(client.GET('/api/v1/oversight/exceptions/counts', { signal })),
})

export const departmentsQuery = queryOptions({
  queryKey: [...oversightKeys.overdue, 'departments'],
  queryFn: ({ signal }) => data(client.GET('/api/v1/oversight/overdue/departments', { signal })),
})

const at = (id: string) => ({ path: { id } })

export const verifyChain = (key: string) =>
  data(client.POST('/api/v1/oversight/verify', { headers: once(key) }))

export const ask = (body: Schemas['OversightSupervisionInput'], key: string) =>
  data(client.POST('/api/v1/oversight/questions', { body, headers: once(key) }))

export const answer = ({ id, body }: { id: string; body: Schemas['Oversight-answerRequest'] }, key: string) =>
  data(client.POST('/api/v1/oversight/questions/{id}/answer', { params: at(id), body, headers: once(key) }))

export const judge = ({ id, body }: { id: string; body: Schemas['Oversight-judgeRequest'] }, key: string) =>
  data(client.POST('/api/v1/oversight/questions/{id}/judge', { params: at(id), body, headers: once(key) }))
