import { infiniteQueryOptions } from '@tanstack/react-query'
import { api, type Query } from './http'

/** How every list answers. */
export interface Page<T> {
  items: T[]
  /** The cursor of the next page; empty when this was the last. */
  next: string
  total: number
  /** The total stopped counting: "more than". */
  total_capped: boolean
}

/** Keyset pages of one list; `key` starts with the feature's name. */
export function pageQuery<T>(key: readonly unknown[], path: string, query: Query) {
  return infiniteQueryOptions({
    queryKey: [...key, query],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<T>>(path, { ...query, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  })
}
