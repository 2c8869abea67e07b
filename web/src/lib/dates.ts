import { type Language, language } from './i18n'

// Dates travel as YYYY-MM-DD, instants as unix milliseconds; people live in Asia/Shanghai.
const DAY = 86_400_000

const noon = (date: string) => Date.parse(`${date}T12:00:00Z`)

/** Whole days from one date to the other; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((noon(to) - noon(from)) / DAY)
}

export function addDays(date: string, days: number): string {
  return new Date(noon(date) + days * DAY).toISOString().slice(0, 10)
}

/** Monday 1 … Sunday 7. */
export function weekday(date: string): number {
  return new Date(noon(date)).getUTCDay() || 7
}

export function weekdayName(date: string, style: 'long' | 'short' = 'long'): string {
  return new Intl.DateTimeFormat(language(), { weekday: style, timeZone: 'UTC' }).format(noon(date))
}

/** In lists: 12-17, with the year when it is not this one. */
export function shortDate(date: string, today: string): string {
  return date.slice(0, 4) === today.slice(0, 4) ? date.slice(5) : date
}

/** In sentences: 12月17日. */
export function monthDay(date: string): string {
  if (language() === 'zh-CN') return `${Number(date.slice(5, 7))}月${Number(date.slice(8, 10))}日`
  return new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(noon(date))
}

/** In papers: 2020年12月17日. */
export function fullDate(date: string): string {
  if (language() === 'zh-CN') return `${date.slice(0, 4)}年${monthDay(date)}`
  return new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }).format(noon(date))
}

/** A half-year such as 2020H2 or 2020-H2: 2020年下半年. */
export function halfYear(half: string, words: Language = language()): string {
  const year = half.slice(0, 4)
  const first = half.endsWith('H1')
  if (words === 'zh-CN') return `${year}年${first ? '上' : '下'}半年`
  return `${first ? 'H1' : 'H2'} ${year}`
}

const clock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
})

/** The date and the wall-clock time of an instant in Shanghai. */
export function instant(at: number): { date: string; time: string } {
  const text = clock.format(at)
  return { date: text.slice(0, 10), time: text.slice(11, 16) }
}

export type DueGroup = 'overdue' | 'today' | 'week' | 'next_week' | 'later'

/** Which group of the workbench a deadline belongs to. */
export function dueGroup(due: string, today: string): DueGroup {
  const days = daysBetween(today, due)
  const left = 7 - weekday(today)
  if (days < 0) return 'overdue'
  if (days === 0) return 'today'
  if (days <= left) return 'week'
  return days <= left + 7 ? 'next_week' : 'later'
}
