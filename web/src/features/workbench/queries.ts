import { queryOptions } from '@tanstack/react-query'
import { client, data } from '../../api/http'
import type { Workbench } from './types'

export const workbenchQuery = queryOptions({
  queryKey: ['workbench'],
  queryFn: ({ signal }): Promise<Workbench> => data(client.GET('/api/v1/workbench', { signal })),
})
