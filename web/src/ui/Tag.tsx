import type { ReactNode } from 'react'
import { cx } from '../lib/cx'
import css from './Tag.module.css'

export type Tone = 'grey' | 'line' | 'blue' | 'green' | 'amber' | 'teal' | 'violet' | 'red'

export function Tag({ tone = 'line', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={cx(css.tag, css[tone])}>{children}</span>
}
