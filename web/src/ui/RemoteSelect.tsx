import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Select from 'antd/es/select'
import { type ReactNode, useEffect, useState } from 'react'
import { api, type Query } from '../api/http'
import type { Page } from '../api/page'
import type { components } from '../api/types.gen'
import { useT } from '../lib/i18n'

interface Choice {
  value: string
  label: string
  note?: string
}

interface Props {
  id?: string
  value?: string
  onChange?: (value: string) => void
  /** The word for a value that is chosen before the list is read. */
  chosen?: string
  placeholder?: string
  disabled?: boolean
  autoFocus?: boolean
}

interface RemoteProps<T> extends Props {
  path: string
  query?: Query
  choice: (row: T) => Choice
  without?: string
}

/** Chooses one record of a server list, searched while typing. */
export function RemoteSelect<T>({
  path,
  query,
  choice,
  without,
  value,
  onChange,
  chosen,
  ...rest
}: RemoteProps<T>) {
  const t = useT()
  const [text, setText] = useState('')
  const [asked, setAsked] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), 250)
    return () => clearTimeout(timer)
  }, [text])
  const list = useQuery({
    queryKey: ['choose', path, query, asked],
    queryFn: ({ signal }) => api.get<Page<T>>(path, { ...query, q: asked, limit: 30 }, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
  const choices = (list.data?.items ?? []).map(choice).filter((one) => one.value !== without)
  if (value && chosen && !asked && !choices.some((c) => c.value === value))
    choices.unshift({ value, label: chosen })
  return (
    <Select
      {...rest}
      value={value || undefined}
      onChange={(next: string) => onChange?.(next)}
      showSearch={{ filterOption: false, onSearch: setText }}
      loading={list.isFetching}
      notFoundContent={list.isPending ? t('ui.loading') : t('ui.none_match')}
      options={choices}
      optionRender={(option): ReactNode => (
        <>
          {option.data.label} {option.data.note ? <span className="aux">{option.data.note}</span> : null}
        </>
      )}
    />
  )
}

type Schemas = components['schemas']

/** Chooses an organisation; `without` is left out of the list. */
export function OrgSelect({ kind, without, ...props }: Props & { kind?: string; without?: string }) {
  return (
    <RemoteSelect<Schemas['SettingsOrgPick']>
      {...props}
      path="/organisations"
      query={{ open: 'yes', ...(kind ? { kind } : {}) }}
      without={without}
      choice={(row) => ({ value: row.id, label: row.name })}
    />
  )
}

/** Chooses a colleague; `under` narrows to an organisation's subtree, `holding` to a role. */
export function StaffSelect({ under, holding, ...props }: Props & { under?: string; holding?: string }) {
  return (
    <RemoteSelect<Schemas['SettingsStaffPick']>
      {...props}
      path="/staff"
      query={{ ...(under ? { under } : {}), ...(holding ? { role: holding } : {}) }}
      choice={(row) => ({ value: row.id, label: row.name, note: row.org_name })}
    />
  )
}
