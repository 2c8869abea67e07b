import Button from 'antd/es/button'
import { useMemo, useState } from 'react'
import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { DateText } from '../../ui/DateText'
import { Icon } from '../../ui/Icon'
import type { TableFilter } from '../../ui/TableFilters'
import { EndGrant } from './EndGrant'
import { GrantDialog } from './GrantDialog'
import { GrantState } from './GrantState'
import { settingsKeys } from './queries'
import { RoleTable } from './RoleTable'
import { SettingsPart } from './SettingsPart'
import type { Grant } from './types'
import { useRoleOptions } from './useRoleOptions'

/** Who holds which role where, and what each role may do. */
export default function RolesPage() {
  const t = useT()
  const may = useMe().permissions
  const roles = useRoleOptions()
  const [granting, setGranting] = useState(false)
  const [explaining, setExplaining] = useState(false)
  const filters = useMemo<TableFilter[]>(
    () => [
      { key: 'q', label: t('settings.person_find'), kind: 'text', width: 150 },
      { key: 'role', label: t('settings.role'), kind: 'choice', options: roles, width: 170 },
      {
        key: 'state',
        label: t('settings.state'),
        kind: 'choice',
        options: ['now', 'later', 'past'].map((value) => ({ value, label: t(`settings.grant_${value}`) })),
        width: 110,
      },
    ],
    [t, roles],
  )
  const columns = useMemo<Column<Grant>[]>(
    () => [
      {
        key: 'staff',
        title: t('settings.person'),
        width: 104,
        sortable: true,
        render: (row) => row.staff_name,
      },
      {
        key: 'state',
        title: t('settings.state'),
        width: 84,
        phone: 'head',
        render: (row) => <GrantState grant={row} />,
      },
      { key: 'role', title: t('settings.role'), width: 140, sortable: true, render: (row) => row.label },
      { key: 'org', title: t('settings.grant_org'), render: (row) => row.org_name },
      { key: 'staff_org', title: t('settings.org'), phone: 'hide', render: (row) => row.staff_org },
      {
        key: 'from_on',
        title: t('settings.from'),
        width: 104,
        sortable: true,
        render: (row) => <DateText date={row.from_on} />,
      },
      {
        key: 'to_on',
        title: t('settings.to'),
        width: 104,
        render: (row) => (row.to_on ? <DateText date={row.to_on} /> : t('settings.open_end')),
      },
      {
        key: 'changed_at',
        title: t('settings.changed_by'),
        width: 170,
        sortable: true,
        phone: 'hide',
        render: (row) => (
          <>
            {row.changed_by} <DateText at={row.changed_at} />
          </>
        ),
      },
      ...(may.includes('settings.grant')
        ? [{ key: 'act', title: '', width: 76, render: (row: Grant) => <EndGrant grant={row} /> }]
        : []),
    ],
    [t, may],
  )
  return (
    <SettingsPart
      actions={
        <>
          <Button onClick={() => setExplaining(true)}>{t('settings.role_table')}</Button>
          {may.includes('settings.grant') ? (
            <Button type="primary" icon={<Icon name="plus" />} onClick={() => setGranting(true)}>
              {t('settings.grant')}
            </Button>
          ) : null}
        </>
      }
    >
      <DataTable
        name={settingsKeys.grants}
        path="/settings/role-grants"
        columns={columns}
        filters={filters}
        defaultSort="staff"
        rowKey={(row) => row.id}
        rowLink={(row) => paths.settingsPerson(row.staff_id)}
        exportable={may.includes('settings.export')}
        empty={{ title: t('settings.grants_none') }}
      />
      <GrantDialog open={granting} onClose={() => setGranting(false)} />
      <RoleTable open={explaining} onClose={() => setExplaining(false)} />
    </SettingsPart>
  )
}
