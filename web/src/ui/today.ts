import { createContext, use } from 'react'
import { instant } from '../lib/dates'

/** The server's date (it may be a rehearsal's); app/Shell supplies it. */
export const TodayContext = createContext('')

export function useToday(): string {
  return use(TodayContext) || instant(Date.now()).date
}
