import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { Query } from '../api/http'

export interface TableState {
  /** What the server is asked. */
  query: Query
  sort: string
  setSort: (sort: string) => void
  value: (name: string) => string[]
  set: (name: string, values: string[]) => void
  filtered: boolean
  clear: () => void
}

/** Filters and sort of a list, kept in the URL so that a link or "back" brings the same list. */
export function useTableState(filters: readonly { key: string }[], defaultSort: string): TableState {
  const [search, setSearch] = useSearchParams()
  return useMemo(() => {
    const sort = search.get('sort') ?? defaultSort
    const change = (edit: (next: URLSearchParams) => void) =>
      setSearch(
        (old) => {
          const next = new URLSearchParams(old)
          edit(next)
          return next
        },
        { replace: true },
      )
    const query: Query = sort ? { sort } : {}
    for (const { key } of filters) {
      const values = search.getAll(key).filter(Boolean)
      if (values.length > 0) query[key] = values
    }
    return {
      query,
      sort,
      setSort: (next) => change((all) => all.set('sort', next)),
      value: (name) => search.getAll(name),
      set: (name, values) =>
        change((all) => {
          all.delete(name)
          for (const value of values) if (value) all.append(name, value)
        }),
      filtered: filters.some(({ key }) => search.getAll(key).some(Boolean)),
      clear: () =>
        change((all) => {
          for (const { key } of filters) all.delete(key)
        }),
    }
  }, [search, setSearch, filters, defaultSort])
}
