import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { Icon } from '../../ui/Icon'
import type { TableFilter } from '../../ui/TableFilters'
import { Tag } from '../../ui/Tag'
import { ProviderDialog } from './ProviderDialog'
import { choicesQuery, serviceKeys } from './queries'
import { ServicesPart } from './ServicesPart'
import css from './services.module.css'
import { kinds, type Provider } from './types'

export default function ProvidersPage() {
  const t = useT()
  const choices = useQuery(choicesQuery).data
  const [chosen, setChosen] = useState<Provider | 'new'>()
  const filters = useMemo<TableFilter[]>(
    () => [
      { key: 'q', label: t('services.provider_find'), kind: 'text' },
      {
        key: 'kind',
        label: t('services.kind'),
        kind: 'choice',
        options: kinds.map((value) => ({ value, label: t(`services.kind_${value}`) })),
      },
      {
        key: 'form',
        label: t('services.form'),
        kind: 'choice',
        width: 110,
        options: ['person', 'organisation'].map((value) => ({ value, label: t(`services.form_${value}`) })),
      },
    ],
    [t],
  )
  const columns = useMemo<Column<Provider>[]>(
    () => [
      {
        key: 'name',
        title: t('services.provider_name'),
        sortable: true,
        render: (row) =>
          can(row, 'edit') ? (
            <button type="button" className={css.plain} onClick={() => setChosen(row)}>
              {row.name}
            </button>
          ) : (
            row.name
          ),
      },
      {
        key: 'active',
        title: t('services.state'),
        width: 80,
        phone: 'head',
        render: (row) => (
          <Tag tone={row.active ? 'green' : 'grey'}>
            {t(row.active ? 'services.active' : 'services.inactive')}
          </Tag>
        ),
      },
      {
        key: 'kind',
        title: t('services.kind'),
        width: 110,
        sortable: true,
        render: (row) => t(`services.kind_${row.kind}`),
      },
      { key: 'form', title: t('services.form'), width: 80, render: (row) => t(`services.form_${row.form}`) },
      {
        key: 'staff',
        title: t('services.staff'),
        render: (row) =>
          row.staff.map((one) => one.name).join('、') || (
            <span className="aux">{t('services.no_staff')}</span>
          ),
      },
      { key: 'phone', title: t('services.phone'), width: 128, render: (row) => row.phone || '—' },
      { key: 'org', title: t('services.kept_by'), phone: 'hide', render: (row) => row.org_name },
      {
        key: 'sessions',
        title: t('services.given'),
        width: 96,
        align: 'right',
        render: (row) => <Link to={`${paths.services}?provider_id=${row.id}`}>{row.sessions}</Link>,
      },
    ],
    [t],
  )
  return (
    <ServicesPart
      actions={
        choices && can(choices, 'manage') ? (
          <Button type="primary" icon={<Icon name="plus" />} onClick={() => setChosen('new')}>
            {t('services.provider_new')}
          </Button>
        ) : undefined
      }
    >
      <DataTable
        name={serviceKeys.providers}
        path="/services/providers"
        exportable={choices ? can(choices, 'export') : false}
        columns={columns}
        filters={filters}
        defaultSort="name"
        rowKey={(row) => row.id}
        empty={{ title: t('services.providers_none'), hint: t('services.providers_none_hint') }}
      />
      <ProviderDialog
        open={chosen !== undefined}
        provider={chosen === 'new' ? undefined : chosen}
        onClose={() => setChosen(undefined)}
      />
    </ServicesPart>
  )
}
