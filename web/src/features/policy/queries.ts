import { queryOptions } from '@tanstack/react-query'
import { client, data, once } from '../../api/http'
import type {
  Board,
  CheckedRules,
  Job,
  Proposal,
  RuleBoard,
  RuleDetail,
  RuleProposal,
  RuleVersion,
  Version,
} from './types'

export const policyKeys = {
  all: ['policy'] as const,
  board: (area: string, on: string) => ['policy', 'board', area, on] as const,
  history: (key: string) => ['policy', 'history', key] as const,
  rules: (on: string) => ['policy', 'rules', on] as const,
  ruleHistory: (name: string) => ['policy', 'rule-history', name] as const,
  ruleVersion: (id: string) => ['policy', 'rule-version', id] as const,
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

export const rulesQuery = (on: string) =>
  queryOptions({
    queryKey: policyKeys.rules(on),
    queryFn: ({ signal }): Promise<RuleBoard> =>
      data(client.GET('/api/v1/policy/rules', { params: { query: { on } }, signal })),
  })

export const ruleHistoryQuery = (name: string) =>
  queryOptions({
    queryKey: policyKeys.ruleHistory(name),
    queryFn: async ({ signal }): Promise<RuleVersion[]> => {
      const list = await data(
        client.GET('/api/v1/policy/rules/{name}/history', { params: { path: { name } }, signal }),
      )
      return list.items
    },
  })

export const ruleVersionQuery = (id: string) =>
  queryOptions({
    queryKey: policyKeys.ruleVersion(id),
    queryFn: ({ signal }): Promise<RuleDetail> =>
      data(client.GET('/api/v1/policy/rule-versions/{id}', { params: { path: { id } }, signal })),
  })

export const checkRules = (body: RuleProposal, key: string): Promise<CheckedRules> =>
  data(client.POST('/api/v1/policy/rules/check', { body, headers: once(key) }))

/** Keeps a draft: a new one, or another text of the one with the id. */
export const saveRules = (
  { id, body }: { id: string; body: RuleProposal },
  key: string,
): Promise<RuleVersion> =>
  id === ''
    ? data(client.POST('/api/v1/policy/rules', { body, headers: once(key) }))
    : data(
        client.PUT('/api/v1/policy/rule-versions/{id}', {
          params: { path: { id } },
          body,
          headers: once(key),
        }),
      )

export const withdrawRules = (id: string, key: string) =>
  client.DELETE('/api/v1/policy/rule-versions/{id}', { params: { path: { id } }, headers: once(key) })
