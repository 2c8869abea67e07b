import { useQueryClient } from '@tanstack/react-query'
import type { FormInstance } from 'antd/es/form'
import { type ReactNode, useState } from 'react'
import { sentenceOf } from '../../api/sentence'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { fundKeys } from './queries'
import { StaleBar } from './StaleBar'

interface Options<I, O> {
  send: (input: I, key: string) => Promise<O>
  form: FormInstance
  /** Fetches what somebody else saved. */
  reload: () => void
  onDone: (saved: O) => void
}

/**
 * Saves what an office sets up once. Where somebody else saved first, what was entered stays, and `stale` says who it was with the way
 * to the newer text.
 */
export function useSave<I, O>({
  send,
  form,
  reload,
  onDone,
}: Options<I, O>): {
  run: (input: I) => void
  pending: boolean
  stale: ReactNode
} {
  const t = useT()
  const queries = useQueryClient()
  const [says, setSays] = useState('')
  const action = useAction({
    send,
    form,
    done: t('funds.saved'),
    onDone: async (saved: O) => {
      setSays('')
      await queries.invalidateQueries({ queryKey: fundKeys.all })
      onDone(saved)
    },
    onRefused: (error) => {
      if (error.code !== 'stale') return false
      setSays(sentenceOf(error))
      return true
    },
  })
  const again = () => {
    setSays('')
    reload()
  }
  return { run: action.run, pending: action.pending, stale: <StaleBar says={says} onReload={again} /> }
}
