import { useMemo } from 'react'
import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { type Column, DataTable } from '../../ui/DataTable'
import { DateText } from '../../ui/DateText'
import type { TableFilter } from '../../ui/TableFilters'
import { Tag, type Tone } from '../../ui/Tag'
import { settingsKeys } from './queries'
import { SettingsPart } from './SettingsPart'
import { results, type SignIn } from './types'

const tones: Record<string, Tone> = {
  ok: 'green',
  password: 'amber',
  unknown: 'amber',
  locked: 'red',
  disabled: 'red',
}

export default function SignInsPage() {
  const t = useT()
  const may = useMe().permissions
  const filters = useMemo<TableFilter[]>(
    () => [
      { key: 'login', label: t('settings.login'), kind: 'text', width: 160 },
      { key: 'origin', label: t('settings.origin'), kind: 'text', width: 160 },
      {
        key: 'result',
        label: t('settings.result'),
        kind: 'choice',
        options: results.map((value) => ({ value, label: t(`settings.result_${value}`) })),
      },
    ],
    [t],
  )
  const columns = useMemo<Column<SignIn>[]>(
    () => [
      { key: 'login', title: t('settings.login'), width: 150, render: (row) => row.login },
      {
        key: 'result',
        title: t('settings.result'),
        width: 116,
        phone: 'head',
        render: (row) => <Tag tone={tones[row.result] ?? 'grey'}>{t(`settings.result_${row.result}`)}</Tag>,
      },
      {
        key: 'at',
        title: t('settings.time'),
        width: 130,
        sortable: true,
        render: (row) => <DateText at={row.at} />,
      },
      {
        key: 'name',
        title: t('settings.person'),
        width: 104,
        render: (row) => row.name || <span className="aux">—</span>,
      },
      { key: 'org', title: t('settings.org'), phone: 'hide', render: (row) => row.org_name },
      { key: 'origin', title: t('settings.origin'), width: 140, render: (row) => row.origin },
      { key: 'agent', title: t('settings.agent'), phone: 'hide', render: (row) => row.agent },
    ],
    [t],
  )
  return (
    <SettingsPart>
      <DataTable
        name={settingsKeys.signIns}
        path="/settings/sign-ins"
        columns={columns}
        filters={filters}
        defaultSort="-at"
        rowKey={(row) => row.id}
        exportable={may.includes('settings.export')}
        empty={{ title: t('settings.sign_ins_none') }}
      />
    </SettingsPart>
  )
}
