import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { useCodes } from '../../api/codes'
import type { components } from '../../api/types.gen'
import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { DateText } from '../../ui/DateText'
import { Page } from '../../ui/Page'
import { StateTag } from '../../ui/StateTag'
import type { TableFilter } from '../../ui/TableFilters'
import { reportKeys } from './queries'

type Row = components['schemas']['AidRow']

/** The households behind a figure, as far as the reader's own scope goes. */
export default function ReportListPage() {
  const t = useT()
  const me = useMe()
  const codes = useCodes()
  const [search] = useSearchParams()
  const measure = search.get('measure') ?? 'entered'
  const half = search.get('half')
  const filters = useMemo<TableFilter[]>(
    () => [
      { key: 'measure', label: '', kind: 'hidden' },
      { key: 'half', label: '', kind: 'hidden' },
      {
        key: 'area',
        label: t('reports.district'),
        kind: 'choice',
        width: 120,
        options: codes.areas.map((one) => ({ value: one.code, label: one.name })),
      },
      { key: 'need', label: t('reports.need'), kind: 'choice', width: 120, options: codes.options('need') },
      {
        key: 'class',
        label: t('reports.class'),
        kind: 'choice',
        width: 120,
        options: codes.options('class'),
      },
      {
        key: 'department',
        label: t('reports.department'),
        kind: 'choice',
        width: 120,
        options: codes.options('department'),
      },
    ],
    [t, codes],
  )
  const columns = useMemo<Column<Row>[]>(
    () => [
      { key: 'title', title: t('reports.household'), width: 130, render: (row) => row.title },
      {
        key: 'state',
        title: t('reports.state'),
        width: 100,
        phone: 'head',
        render: (row) => <StateTag state={row.state} />,
      },
      {
        key: 'file_no',
        title: t('reports.file_no'),
        width: 130,
        sortable: true,
        render: (row) => row.file_no || <span className="aux">—</span>,
      },
      { key: 'area', title: t('reports.district'), width: 110, render: (row) => row.area_name },
      {
        key: 'class',
        title: t('reports.class'),
        width: 100,
        render: (row) => (row.class ? codes.label('class', row.class) : <span className="aux">—</span>),
      },
      {
        key: 'needs',
        title: t('reports.need'),
        render: (row) => row.needs.map((need) => codes.label('need', need)).join('、'),
      },
      {
        key: 'department',
        title: t('reports.department'),
        width: 100,
        phone: 'hide',
        render: (row) => codes.label('department', row.lead_department),
      },
      {
        key: 'accepted',
        title: t('reports.accepted'),
        width: 110,
        render: (row) => <DateText date={row.accepted_on} />,
      },
    ],
    [t, codes],
  )
  const word = t(`reports.${measure}`)
  return (
    <Page
      title={half ? t('reports.list_half', { word, half }) : word}
      note={t('reports.list_note')}
      back={paths.reports}
      fit
    >
      <DataTable
        name={reportKeys.list}
        path="/cases"
        columns={columns}
        filters={filters}
        defaultSort="-opened"
        rowKey={(row) => row.id}
        rowLink={(row) => paths.case(row.id)}
        exportable={me.permissions.includes('aid.export')}
        empty={{ title: t('reports.list_none'), hint: t('reports.list_none_hint') }}
      />
    </Page>
  )
}
