import { useQueryClient } from '@tanstack/react-query'
import type { ApiError } from '../../api/errors'
import { useAction } from '../../api/useAction'
import { meetingKeys } from './queries'

interface Options<I, O> {
  send: (input: I, key: string) => Promise<O>
  done?: string
  onDone?: (output: O, input: I) => void | Promise<void>
  onRefused?: (error: ApiError) => boolean
}

/** A change of a meeting: whatever is shown of meetings is read again afterwards, also when somebody was faster. */
export function useMeetingAction<I, O>({ onDone, onRefused, ...options }: Options<I, O>) {
  const queries = useQueryClient()
  const again = () => queries.invalidateQueries({ queryKey: meetingKeys.all })
  return useAction<I, O>({
    ...options,
    onDone: async (output, input) => {
      await again()
      await onDone?.(output, input)
    },
    onRefused: (error) => {
      if (error.status === 409 || error.status === 412) void again()
      return onRefused?.(error) ?? false
    },
  })
}
