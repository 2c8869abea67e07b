import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Select from 'antd/es/select'
import { useState } from 'react'
import { client, data } from '../api/http'
import { useT } from '../lib/i18n'

interface Props {
  id?: string
  value?: string
  onChange?: (id: string) => void
  /** department, office, provider, … */
  kind?: string
  /** Left out of the list. */
  without?: string
}

/** An organisation of the tree, found by its name. */
export function OrgSelect({ id, value, onChange, kind, without }: Props) {
  const t = useT()
  const [q, setQ] = useState('')
  const found = useQuery({
    queryKey: ['organisations', kind, q],
    queryFn: ({ signal }) =>
      data(
        client.GET('/api/v1/organisations', {
          signal,
          params: { query: { q, kind, open: 'yes', limit: 50 } },
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  return (
    <Select
      id={id}
      value={value}
      onChange={onChange}
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={found.isFetching}
      placeholder={t('ui.choose_org')}
      notFoundContent={t('ui.none_match')}
      options={(found.data?.items ?? [])
        .filter((one) => one.id !== without)
        .map((one) => ({ value: one.id, label: one.name }))}
    />
  )
}
