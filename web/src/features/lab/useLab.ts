import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { compareQuery } from './queries'
import type { Plan, Population, Question } from './types'

/** A value that has not changed for a moment. */
export function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return settled
}

const empty: Plan = { changes: {}, rules: [] }
const touched = (plan: Plan) => plan.rules.length > 0 || Object.keys(plan.changes).length > 0

/** The names of reforms, by their place. */
export const letters = ['A', 'B', 'C', 'D'] as const

/** What is asked, and the last answer to it. Reforms in which nothing is changed are not asked about. */
export function useLab() {
  const [plans, setPlans] = useState<Plan[]>([empty])
  const [at, setAt] = useState(0)
  const [population, setPopulation] = useState<Population>({ kind: 'real' })
  const [pool, setPool] = useState<number>()
  const question = useMemo<Question>(
    () => ({
      population,
      ...(pool === undefined ? {} : { pool_fen: pool }),
      reforms: plans.flatMap((plan, place) =>
        touched(plan)
          ? [
              {
                ...(plans.length > 1 ? { name: letters[place] ?? '' } : {}),
                changes: Object.entries(plan.changes).map(([key, value]) => ({ key, value })),
                ...(plan.rules.length > 0 ? { rules: plan.rules } : {}),
              },
            ]
          : [],
      ),
    }),
    [plans, population, pool],
  )
  const plan = plans[at] ?? empty
  const asked = useSettled(question, 40)
  const compare = useQuery(compareQuery(asked))
  const put = (next: (old: Plan) => Plan) =>
    setPlans((old) => old.map((one, place) => (place === at ? next(one) : one)))
  return {
    plans,
    at,
    setAt,
    plan,
    /** The place of the shown reform among those that are asked about; undefined while it changes nothing. */
    of: touched(plan) ? plans.slice(0, at).filter(touched).length : undefined,
    add: () => {
      setPlans((old) => [...old, plan])
      setAt(plans.length)
    },
    drop: () => {
      setPlans((old) => old.filter((_, place) => place !== at))
      setAt(Math.max(0, at - 1))
    },
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
    set: (key: string, value: string, now: string) =>
      put((old) => {
        const { [key]: _, ...rest } = old.changes
        return { ...old, changes: value === now ? rest : { ...rest, [key]: value } }
      }),
    setRules: (rules: string[]) => put((old) => ({ ...old, rules })),
    clear: () => put(() => empty),
  }
}
