import { queryOptions } from '@tanstack/react-query'
import { client, data, once } from '../../api/http'
import type { components } from '../../api/types.gen'
import type { ProviderInput, SessionInput } from './types'

type Schemas = components['schemas']

export const serviceKeys = {
  all: ['services'] as const,
  list: ['services', 'list'] as const,
  providers: ['services', 'providers'] as const,
}

export const choicesQuery = queryOptions({
  queryKey: ['services', 'choices'],
  queryFn: ({ signal }) => data(client.GET('/api/v1/services/choices', { signal })),
  staleTime: 300_000,
})

export const sessionQuery = (id: string) =>
  queryOptions({
    queryKey: [...serviceKeys.all, 'one', id],
    queryFn: ({ signal }) => data(client.GET('/api/v1/services/{id}', { params: { path: { id } }, signal })),
  })

export const personsQuery = (id: string) =>
  queryOptions({
    queryKey: [...serviceKeys.all, 'persons', id],
    queryFn: ({ signal }) =>
      data(client.GET('/api/v1/cases/{id}/services/persons', { params: { path: { id } }, signal })),
    enabled: id !== '',
  })

const at = (id: string) => ({ path: { id } })

export const addSession = ({ id, body }: { id: string; body: SessionInput }, key: string) =>
  data(client.POST('/api/v1/cases/{id}/services', { params: at(id), body, headers: once(key) }))

export const completeSession = (
  { id, body }: { id: string; body: Schemas['Care-completeRequest'] },
  key: string,
) => data(client.POST('/api/v1/services/{id}/complete', { params: at(id), body, headers: once(key) }))

export const moveSession = ({ id, body }: { id: string; body: Schemas['Care-moveRequest'] }, key: string) =>
  data(client.POST('/api/v1/services/{id}/move', { params: at(id), body, headers: once(key) }))

interface Closing {
  id: string
  how: 'miss' | 'cancel'
  body: Schemas['CloseInBody']
}

export const closeSession = ({ id, how, body }: Closing, key: string) =>
  how === 'miss'
    ? data(client.POST('/api/v1/services/{id}/miss', { params: at(id), body, headers: once(key) }))
    : data(client.POST('/api/v1/services/{id}/cancel', { params: at(id), body, headers: once(key) }))

export const revealPhone = ({ id, purpose }: { id: string; purpose: string }, key: string) =>
  data(client.POST('/api/v1/services/{id}/phone', { params: at(id), body: { purpose }, headers: once(key) }))

export const saveProvider = (
  { id, version, body }: { id: string; version: number; body: ProviderInput },
  key: string,
) =>
  id
    ? data(
        client.PUT('/api/v1/services/providers/{id}', {
          params: at(id),
          body: { ...body, version },
          headers: once(key),
        }),
      )
    : data(client.POST('/api/v1/services/providers', { body, headers: once(key) }))
