import { useMemo } from 'react'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { DateText } from '../../ui/DateText'
import { Money } from '../../ui/Money'
import { Page } from '../../ui/Page'
import { StateTag } from '../../ui/StateTag'
import type { TableFilter } from '../../ui/TableFilters'
import { useToday } from '../../ui/today'
import css from './casebook.module.css'
import { caseKeys } from './queries'
import type { CaseRow } from './types'

const shownStates = [
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
]
const needs = [
  'living',
  'medical',
  'study',
  'employment',
  'housing',
  'rehabilitation',
  'legal',
  'psychological',
  'nursing',
  'production',
  'other',
]
const classes = ['DEEP', 'REL', 'ACC']

export default function CasebookListPage() {
  const t = useT()
  const filters = useMemo<TableFilter[]>(() => {
    const options = (codes: string[], name: string) =>
      codes.map((value) => ({ value, label: t(`${name}${value}`) }))
    return [
      { key: 'q', label: t('casebook.filter_text'), kind: 'text' },
      {
        key: 'state',
        label: t('casebook.state'),
        kind: 'choices',
        options: options(shownStates, 'state.'),
        width: 200,
      },
      {
        key: 'class',
        label: t('casebook.class'),
        kind: 'choice',
        options: options(classes, 'casebook.class_'),
        width: 130,
      },
      {
        key: 'need',
        label: t('casebook.needs'),
        kind: 'choice',
        options: options(needs, 'casebook.need_'),
        width: 130,
      },
    ]
  }, [t])
  const columns = useMemo<Column<CaseRow>[]>(
    () => [
      { key: 'household', title: t('casebook.household'), width: 108, render: (row) => row.household },
      {
        key: 'state',
        title: t('casebook.state'),
        width: 96,
        phone: 'head',
        render: (row) => <StateTag state={row.state} label={row.state_label} />,
      },
      {
        key: 'file_no',
        title: t('casebook.file_no'),
        width: 122,
        sortable: true,
        render: (row) => row.file_no,
      },
      {
        key: 'class',
        title: t('casebook.class'),
        width: 90,
        render: (row) => row.class?.label ?? <span className="aux">—</span>,
      },
      {
        key: 'needs',
        title: t('casebook.needs'),
        render: (row) => row.needs.map((need) => need.label).join('、'),
      },
      { key: 'place', title: t('casebook.place'), width: 132, phone: 'hide', render: (row) => row.place },
      {
        key: 'next_step',
        title: t('casebook.next_step'),
        width: 116,
        render: (row) => row.next_step || <span className="aux">—</span>,
      },
      {
        key: 'next_due_on',
        title: t('casebook.next_due'),
        width: 96,
        sortable: true,
        render: (row) => <Due date={row.next_due_on} />,
      },
      {
        key: 'received_fen',
        title: t('casebook.received'),
        width: 124,
        align: 'right',
        sortable: true,
        render: (row) => <Money fen={row.received_fen} />,
      },
      {
        key: 'contact',
        title: t('casebook.contact'),
        width: 84,
        phone: 'hide',
        render: (row) => row.contact,
      },
    ],
    [t],
  )
  return (
    <Page title={t('casebook.title')} note={t('casebook.list_note')} fit>
      <DataTable
        name={caseKeys.list}
        path="/cases"
        columns={columns}
        filters={filters}
        defaultSort="next_due_on"
        rowKey={(row) => row.id}
        rowLink={(row) => paths.case(row.id)}
        exportable
        empty={{ title: t('casebook.none'), hint: t('casebook.none_hint') }}
      />
    </Page>
  )
}

function Due({ date }: { date: string | null }) {
  const today = useToday()
  const late = date !== null && date < today
  return (
    <span className={late ? css.late : undefined}>
      <DateText date={date} />
    </span>
  )
}
