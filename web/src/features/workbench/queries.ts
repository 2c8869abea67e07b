import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/http'
import type { Workbench } from './types'

export const workbenchQuery = queryOptions({
  queryKey: ['workbench'],
  queryFn: ({ signal }) => api.get<Workbench>('/workbench', undefined, signal),
})
