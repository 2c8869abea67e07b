import { queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { language } from '../lib/i18n'
import { client, data } from './http'
import type { Schemas } from './schemas'

export type Choice = Schemas['AidChoice']
export type Area = Schemas['AidArea']

/** Code lists, counties and streets that forms choose from; they change with a release only. */
const codesQuery = (lang: string) =>
  queryOptions({
    queryKey: ['codes', lang],
    queryFn: ({ signal }) => data(client.GET('/api/v1/codes', { signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  })

export interface CodeBook {
  ready: boolean
  areas: Area[]
  list: (name: string) => Choice[]
  /** As options of a select. */
  options: (name: string) => { value: string; label: string }[]
  label: (name: string, code: string | undefined) => string
}

export function useCodes(): CodeBook {
  const codes = useQuery(codesQuery(language())).data
  return useMemo(() => {
    const list = (name: string) => codes?.lists[name] ?? []
    return {
      ready: codes !== undefined,
      areas: codes?.areas ?? [],
      list,
      options: (name) => list(name).map((one) => ({ value: one.code, label: one.label })),
      label: (name, code) => list(name).find((one) => one.code === code)?.label ?? code ?? '',
    }
  }, [codes])
}
