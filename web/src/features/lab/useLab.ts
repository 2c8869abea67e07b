import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { compareQuery } from './queries'
import type { Changes, Population, Question } from './types'

/** A value that has not changed for a moment. */
export function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return settled
}

/** What is asked, and the last answer to it. */
export function useLab() {
  const [changes, setChanges] = useState<Changes>({})
  const [population, setPopulation] = useState<Population>({ kind: 'real' })
  const [pool, setPool] = useState<number>()
  const question = useMemo<Question>(() => {
    const list = Object.entries(changes).map(([key, value]) => ({ key, value }))
    return {
      population,
      ...(pool === undefined ? {} : { pool_fen: pool }),
      reforms: list.length > 0 ? [{ changes: list }] : [],
    }
  }, [changes, population, pool])
  const asked = useSettled(question, 40)
  const compare = useQuery(compareQuery(asked))
  return {
    changes,
    population,
    setPopulation,
    pool,
    setPool,
    question,
    /** The question that the answer on the page is about, once nothing moves any more. */
    calm: useSettled(asked, 500),
    answer: compare.data,
    error: compare.isError ? compare.error : null,
    retry: () => void compare.refetch(),
    /** The answer on the page is not yet that of the question. */
    stale: asked !== question || compare.isPlaceholderData || compare.isError,
    pending: compare.isPending,
    set: (key: string, value: string, now: string) =>
      setChanges((old) => {
        const { [key]: _, ...rest } = old
        return value === now ? rest : { ...rest, [key]: value }
      }),
    clear: () => setChanges({}),
  }
}
