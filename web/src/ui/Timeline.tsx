import type { ReactNode } from 'react'
import { DateText } from './DateText'
import css from './Timeline.module.css'

export interface TimelineItem {
  id: string
  on: string
  text: ReactNode
  /** money: paid · mark: a decision · open: something waits · plain */
  kind?: 'money' | 'mark' | 'open' | 'plain'
}

/** What happened, latest first. */
export function Timeline({ items }: { items: TimelineItem[] }) {
  return (
    <ol className={css.list}>
      {items.map((item) => (
        <li key={item.id} className={item.kind ? css[item.kind] : undefined}>
          <DateText date={item.on} />
          <span className={css.text}>{item.text}</span>
        </li>
      ))}
    </ol>
  )
}
