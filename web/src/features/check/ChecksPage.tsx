import { useMemo } from 'react'
import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { DateText } from '../../ui/DateText'
import { Page } from '../../ui/Page'
import type { TableFilter } from '../../ui/TableFilters'
import { Tag } from '../../ui/Tag'
import { useToday } from '../../ui/today'
import { CheckState } from './CheckState'
import { checkKeys } from './queries'
import type { ListRow } from './types'

/** What the check centre has to do, by deadline. */
export default function ChecksPage() {
  const t = useT()
  const today = useToday()
  const may = useMe().permissions
  const filters = useMemo<TableFilter[]>(
    () => [
      { key: 'q', label: t('check.find'), kind: 'text', width: 190 },
      {
        key: 'state',
        label: t('check.state'),
        kind: 'choices',
        width: 190,
        options: ['open', 'submitted', 'issued', 'cancelled'].map((value) => ({
          value,
          label: t(`check.state_${value}`),
        })),
      },
      {
        key: 'kind',
        label: t('check.kind'),
        kind: 'choice',
        width: 130,
        options: ['first', 'recheck', 'objection'].map((value) => ({
          value,
          label: t(`check.kind_${value}`),
        })),
      },
      {
        key: 'overdue',
        label: t('check.deadline'),
        kind: 'choice',
        width: 120,
        options: [{ value: 'true', label: t('check.overdue') }],
      },
    ],
    [t],
  )
  const columns = useMemo<Column<ListRow>[]>(
    () => [
      { key: 'number', title: t('check.number'), width: 130, render: (row) => row.number },
      { key: 'title', title: t('check.household'), width: 90, phone: 'head', render: (row) => row.title },
      { key: 'file_no', title: t('check.file_no'), width: 128, phone: 'hide', render: (row) => row.file_no },
      { key: 'kind', title: t('check.kind'), width: 92, render: (row) => t(`check.kind_${row.kind}`) },
      {
        key: 'state',
        title: t('check.state'),
        width: 84,
        phone: 'head',
        render: (row) => <CheckState state={row.state} />,
      },
      { key: 'org', title: t('check.asked_by'), render: (row) => row.requested_org },
      {
        key: 'due',
        title: t('check.due'),
        width: 124,
        sortable: true,
        render: (row) => (
          <>
            <DateText date={row.due_on} />{' '}
            {(row.state === 'open' || row.state === 'submitted') && row.due_on < today ? (
              <Tag tone="red">{t('check.late')}</Tag>
            ) : null}
          </>
        ),
      },
      {
        key: 'conclusion',
        title: t('check.conclusion'),
        width: 130,
        render: (row) =>
          row.conclusion ? t(`check.conclusion_${row.conclusion}`) : <span className="aux">—</span>,
      },
      {
        key: 'expires',
        title: t('check.expires'),
        width: 104,
        sortable: true,
        phone: 'hide',
        render: (row) => <DateText date={row.expires_on} />,
      },
    ],
    [t, today],
  )
  return (
    <Page title={t('check.title')} note={t('check.title_note')} fit>
      <DataTable
        name={checkKeys.list}
        path="/checks"
        columns={columns}
        filters={filters}
        defaultSort="-requested"
        rowKey={(row) => row.id}
        rowLink={(row) => paths.check(row.id)}
        exportable={may.includes('check.export')}
        empty={{ title: t('check.none'), hint: t('check.none_hint') }}
      />
    </Page>
  )
}
