import { queryOptions } from '@tanstack/react-query'
import { client, data, once } from '../../api/http'
import type { Board, Job, Proposal, Version } from './types'

export const policyKeys = {
  all: ['policy'] as const,
  board: (area: string, on: string) => ['policy', 'board', area, on] as const,
  history: (key: string) => ['policy', 'history', key] as const,
  job: (id: string) => ['policy', 'job', id] as const,
}

export const boardQuery = (area: string, on: string) =>
  queryOptions({
    queryKey: policyKeys.board(area, on),
    queryFn: ({ signal }): Promise<Board> =>
      data(client.GET('/api/v1/policy/params', { params: { query: { area, on } }, signal })),
  })

export const historyQuery = (key: string) =>
  queryOptions({
    queryKey: policyKeys.history(key),
    queryFn: async ({ signal }): Promise<Version[]> => {
      const list = await data(
        client.GET('/api/v1/policy/params/{key}/history', { params: { path: { key } }, signal }),
      )
      return list.items
    },
  })

/** Asks every second until the job has ended. */
export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: policyKeys.job(id),
    queryFn: ({ signal }): Promise<Job> =>
      data(client.GET('/api/v1/jobs/{id}', { params: { path: { id } }, signal })),
    enabled: id !== '',
    refetchInterval: (query) => (['done', 'dead'].includes(query.state.data?.state ?? '') ? false : 1000),
  })

export const propose = (body: Proposal, key: string) =>
  data(client.POST('/api/v1/policy/params', { body, headers: once(key) }))

export const withdraw = (id: string, key: string) =>
  client.DELETE('/api/v1/policy/params/{id}', { params: { path: { id } }, headers: once(key) })

export const startReplay = (key: string) => data(client.POST('/api/v1/policy/replay', { headers: once(key) }))
