import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client, data, once } from '../../api/http'
import type { Aim, Ask, Board, Cases, Other, Question, RationIn, Run, Side } from './types'

export const labKeys = {
  all: ['lab'] as const,
  board: ['lab', 'board'] as const,
  runs: ['lab', 'runs'] as const,
  run: (id: string) => ['lab', 'runs', id] as const,
}

export const boardQuery = queryOptions({
  queryKey: labKeys.board,
  queryFn: ({ signal }): Promise<Board> => data(client.GET('/api/v1/lab/board', { signal })),
})

/** The last answer stays until the next one is there; a question that is no longer asked is aborted. */
export const compareQuery = (question: Question) =>
  queryOptions({
    queryKey: ['lab', 'compare', question],
    queryFn: ({ signal }) => data(client.POST('/api/v1/lab/compare', { body: question, signal })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
    retry: false,
  })

export const casesQuery = (question: Question, of: number, side: Side) =>
  infiniteQueryOptions({
    queryKey: ['lab', 'cases', question, of, side],
    queryFn: ({ pageParam, signal }): Promise<Cases> =>
      data(
        client.POST('/api/v1/lab/cases', {
          body: { question, of, side, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  })

export const runCasesQuery = (id: string, of: number, side: Side) =>
  infiniteQueryOptions({
    queryKey: ['lab', 'runs', id, 'cases', of, side],
    queryFn: ({ pageParam, signal }): Promise<Cases> =>
      data(
        client.GET('/api/v1/lab/runs/{id}/cases', {
          params: {
            path: { id },
            query: { of, side, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  })

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: labKeys.run(id),
    queryFn: ({ signal }): Promise<Run> =>
      data(client.GET('/api/v1/lab/runs/{id}', { params: { path: { id } }, signal })),
  })

export const solve = (question: Question, aim: Aim) =>
  data(client.POST('/api/v1/lab/solve', { body: { question, aim } }))

export const frontier = (question: Question, aim: Aim, other: Other) =>
  data(client.POST('/api/v1/lab/frontier', { body: { question, aim, other } }))

export const ration = (question: Question, input: RationIn, cursor = '') =>
  data(
    client.POST('/api/v1/lab/ration', {
      body: { question, ration: input, limit: 50, ...(cursor ? { cursor } : {}) },
    }),
  )

export const keep = (body: Ask, key: string) =>
  data(client.POST('/api/v1/lab/runs', { body, headers: once(key) }))

export const adopt = (id: string, body: { from_on: string; note: string; of: number }, key: string) =>
  data(client.POST('/api/v1/lab/runs/{id}/adopt', { params: { path: { id } }, body, headers: once(key) }))

export const repeat = (id: string) =>
  data(client.POST('/api/v1/lab/runs/{id}/repeat', { params: { path: { id } } }))
