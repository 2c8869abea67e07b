import { useMemo } from 'react'
import { useCodes } from '../../api/codes'
import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { DateText } from '../../ui/DateText'
import { Money } from '../../ui/Money'
import { Page } from '../../ui/Page'
import { StateTag } from '../../ui/StateTag'
import type { TableFilter } from '../../ui/TableFilters'
import { Tag } from '../../ui/Tag'
import { useToday } from '../../ui/today'
import css from './casebook.module.css'
import { caseKeys } from './queries'
import { Reopenings } from './Reopenings'
import type { CaseRow } from './types'

const shownStates = [
  'draft',
  'accepted',
  'awaiting_papers',
  'checking',
  'visiting',
  'first_opinion',
  'noticed',
  'objection_review',
  'tabled',
  'deferred',
  'recognised',
  'assisting',
  'revisit_due',
  'ending',
  'declined',
  'withdrawn',
]

export default function CasebookListPage() {
  const t = useT()
  const me = useMe()
  const codes = useCodes()
  const filters = useMemo<TableFilter[]>(
    () => [
      { key: 'q', label: t('casebook.filter_text'), kind: 'text', width: 212 },
      {
        key: 'area',
        label: t('casebook.area'),
        kind: 'choice',
        width: 112,
        options: codes.areas.map((one) => ({ value: one.code, label: one.name })),
      },
      {
        key: 'state',
        label: t('casebook.state'),
        kind: 'choices',
        width: 168,
        options: shownStates.map((value) => ({ value, label: t(`state.${value}`) })),
      },
      {
        key: 'department',
        label: t('casebook.lead'),
        kind: 'choice',
        width: 112,
        options: codes.options('department'),
      },
      { key: 'need', label: t('casebook.needs'), kind: 'choice', width: 100, options: codes.options('need') },
      {
        key: 'class',
        label: t('casebook.class'),
        kind: 'choice',
        width: 112,
        options: codes.options('class'),
      },
    ],
    [t, codes],
  )
  const columns = useMemo<Column<CaseRow>[]>(
    () => [
      {
        key: 'title',
        title: t('casebook.household'),
        width: 124,
        render: (row) => (
          <>
            {row.title} {row.urgent ? <Tag tone="red">{t('casebook.urgent')}</Tag> : null}
          </>
        ),
      },
      {
        key: 'state',
        title: t('casebook.state'),
        width: 96,
        phone: 'head',
        render: (row) => <StateTag state={row.state} />,
      },
      {
        key: 'file_no',
        title: t('casebook.file_no'),
        width: 122,
        sortable: true,
        render: (row) => row.file_no || '—',
      },
      {
        key: 'class',
        title: t('casebook.class'),
        width: 86,
        render: (row) => (row.class ? codes.label('class', row.class) : <span className="aux">—</span>),
      },
      {
        key: 'needs',
        title: t('casebook.needs'),
        render: (row) => row.needs.map((need) => codes.label('need', need)).join('、'),
      },
      {
        key: 'place',
        title: t('casebook.place'),
        width: 150,
        phone: 'hide',
        render: (row) => row.area_name + row.street,
      },
      {
        key: 'lead_department',
        title: t('casebook.lead'),
        width: 84,
        phone: 'hide',
        render: (row) => codes.label('department', row.lead_department),
      },
      {
        key: 'due',
        title: t('casebook.due'),
        width: 92,
        sortable: true,
        render: (row) => (
          <Due date={row.state === 'withdrawn' || row.state === 'declined' ? '' : row.due_on} />
        ),
      },
      {
        key: 'gap',
        title: t('casebook.gap'),
        width: 132,
        align: 'right',
        sortable: true,
        render: (row) => (row.gap_fen ? <Money fen={row.gap_fen} /> : <span className="aux">—</span>),
      },
      {
        key: 'questions',
        title: t('casebook.open_questions'),
        width: 84,
        phone: 'hide',
        align: 'right',
        render: (row) =>
          row.open_questions ? <Tag tone="red">{row.open_questions}</Tag> : <span className="aux">—</span>,
      },
    ],
    [t, codes],
  )
  return (
    <Page title={t('casebook.title')} note={t('casebook.list_note')} fit>
      <Reopenings />
      <DataTable
        name={caseKeys.list}
        path="/cases"
        columns={columns}
        filters={filters}
        rowKey={(row) => row.id}
        rowLink={(row) => (row.state === 'draft' ? paths.intakeEdit(row.id) : paths.case(row.id))}
        exportable={me.permissions.includes('aid.export')}
        empty={{ title: t('casebook.none'), hint: t('casebook.none_hint') }}
      />
    </Page>
  )
}

function Due({ date }: { date: string }) {
  const today = useToday()
  const late = date !== '' && date < today
  return (
    <span className={late ? css.late : undefined}>
      <DateText date={date} />
    </span>
  )
}
