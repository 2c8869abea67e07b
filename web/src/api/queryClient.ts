import { QueryClient } from '@tanstack/react-query'
import { asApiError } from './errors'

/** What passes by itself is tried again; a refusal is not. */
function again(count: number, error: Error): boolean {
  return asApiError(error).passing && count < 3
}

function wait(count: number, error: Error): number {
  return (asApiError(error).retryAfter || Math.min(2 ** count, 15)) * 1000
}

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: again, retryDelay: wait, staleTime: 15_000, refetchOnWindowFocus: true },
      mutations: { retry: again, retryDelay: wait },
    },
  })
}
