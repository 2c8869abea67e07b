import Button from 'antd/es/button'
import { useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { DateText } from '../../ui/DateText'
import { Icon } from '../../ui/Icon'
import type { TableFilter } from '../../ui/TableFilters'
import { AccountTag } from './AccountTag'
import { OnceDialog } from './OnceDialog'
import { settingsKeys } from './queries'
import { SettingsPart } from './SettingsPart'
import { StaffDialog } from './StaffDialog'
import type { Once, Staff } from './types'
import { useRoleOptions } from './useRoleOptions'

export default function StaffListPage() {
  const t = useT()
  const navigate = useNavigate()
  const may = useMe().permissions
  const roles = useRoleOptions()
  const [making, setMaking] = useState(false)
  const [once, setOnce] = useState<Once>()
  const filters = useMemo<TableFilter[]>(
    () => [
      { key: 'q', label: t('settings.staff_find'), kind: 'text' },
      { key: 'role', label: t('settings.role'), kind: 'choice', options: roles, width: 170 },
      {
        key: 'left',
        label: t('settings.here'),
        kind: 'choice',
        options: [
          { value: 'no', label: t('settings.here_yes') },
          { value: 'yes', label: t('settings.here_no') },
        ],
        width: 110,
      },
      { key: 'org_id', label: '', kind: 'hidden' },
    ],
    [t, roles],
  )
  const columns = useMemo<Column<Staff>[]>(
    () => [
      { key: 'name', title: t('settings.person'), width: 104, sortable: true, render: (row) => row.name },
      {
        key: 'account',
        title: t('settings.account_state'),
        width: 88,
        phone: 'head',
        render: (row) => <AccountTag account={row.account} />,
      },
      {
        key: 'org',
        title: t('settings.org'),
        sortable: true,
        render: (row) => row.org_name,
      },
      {
        key: 'title',
        title: t('settings.job'),
        width: 110,
        phone: 'hide',
        render: (row) => row.title || <span className="aux">—</span>,
      },
      {
        key: 'roles',
        title: t('settings.roles_now'),
        render: (row) =>
          row.roles.map((role) => role.label).join('、') || (
            <span className="aux">{t('settings.no_role')}</span>
          ),
      },
      { key: 'login', title: t('settings.login'), width: 130, render: (row) => row.account.login || '—' },
      {
        key: 'last_in_at',
        title: t('settings.last_in'),
        width: 120,
        phone: 'hide',
        render: (row) => <DateText at={row.account.last_in_at} />,
      },
      {
        key: 'from_on',
        title: t('settings.since'),
        width: 104,
        sortable: true,
        phone: 'hide',
        render: (row) => <DateText date={row.from_on} />,
      },
    ],
    [t],
  )
  return (
    <SettingsPart
      actions={
        may.includes('settings.account') ? (
          <Button type="primary" icon={<Icon name="plus" />} onClick={() => setMaking(true)}>
            {t('settings.staff_create')}
          </Button>
        ) : undefined
      }
    >
      <DataTable
        name={settingsKeys.staff}
        path="/settings/staff"
        columns={columns}
        filters={filters}
        defaultSort="org"
        rowKey={(row) => row.id}
        rowLink={(row) => paths.settingsPerson(row.id)}
        exportable={may.includes('settings.export')}
        empty={{ title: t('settings.staff_none'), hint: t('settings.staff_none_hint') }}
      />
      <StaffDialog
        open={making}
        onClose={() => setMaking(false)}
        onMade={(made) => {
          setMaking(false)
          if (made.password) setOnce(made)
          else void navigate(paths.settingsPerson(made.staff.id))
        }}
      />
      <OnceDialog
        once={once}
        onClose={() => {
          const id = once?.staff.id
          setOnce(undefined)
          if (id) void navigate(paths.settingsPerson(id))
        }}
      />
    </SettingsPart>
  )
}
