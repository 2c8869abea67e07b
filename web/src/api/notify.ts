import { createContext, use } from 'react'

/** Short messages that come and go; app/Providers supplies them. */
export interface Notify {
  done: (sentence: string) => void
  refused: (sentence: string) => void
}

export const NotifyContext = createContext<Notify>({ done: () => {}, refused: () => {} })

export function useNotify(): Notify {
  return use(NotifyContext)
}
