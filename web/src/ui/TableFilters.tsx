import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { lazy, Suspense, useEffect, useState } from 'react'
import { Icon } from './Icon'
import type { TableState } from './useTableState'

export interface TableFilter {
  /** The name of the query parameter. */
  key: string
  label: string
  /** hidden: set by a link only; it narrows the list until "clear filters". */
  kind: 'text' | 'choice' | 'choices' | 'date' | 'hidden'
  options?: { value: string; label: string }[]
  width?: number
}

export function TableFilters({ filters, state }: { filters: TableFilter[]; state: TableState }) {
  return filters.map((filter) =>
    filter.kind === 'hidden' ? null : filter.kind === 'text' ? (
      <TextFilter key={filter.key} filter={filter} state={state} />
    ) : filter.kind === 'date' ? (
      <div key={filter.key} style={{ width: filter.width ?? 140 }}>
        <Suspense>
          <DateInput
            label={filter.label}
            value={state.value(filter.key)[0] ?? ''}
            onChange={(day) => state.set(filter.key, day ? [day] : [])}
          />
        </Suspense>
      </div>
    ) : (
      <Select
        key={filter.key}
        aria-label={filter.label}
        placeholder={filter.label}
        style={{ width: filter.width ?? 150 }}
        mode={filter.kind === 'choices' ? 'multiple' : undefined}
        maxTagCount="responsive"
        allowClear
        options={filter.options}
        value={filter.kind === 'choices' ? state.value(filter.key) : (state.value(filter.key)[0] ?? null)}
        onChange={(value: string | string[] | null | undefined) =>
          state.set(filter.key, Array.isArray(value) ? value : value ? [value] : [])
        }
      />
    ),
  )
}

// A calendar is heavy and few lists have one.
const DateInput = lazy(() => import('./DateInput').then((module) => ({ default: module.DateInput })))

/** Asks the server a moment after the last letter. */
function TextFilter({ filter, state }: { filter: TableFilter; state: TableState }) {
  const kept = state.value(filter.key)[0] ?? ''
  const [text, setText] = useState(kept)
  const { set } = state
  useEffect(() => setText(kept), [kept])
  useEffect(() => {
    if (text === kept) return
    const timer = setTimeout(() => set(filter.key, [text]), 350)
    return () => clearTimeout(timer)
  }, [text, kept, set, filter.key])
  return (
    <Input
      aria-label={filter.label}
      placeholder={filter.label}
      style={{ width: filter.width ?? 200 }}
      prefix={<Icon name="search" />}
      allowClear
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  )
}
