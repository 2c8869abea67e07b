import Button from 'antd/es/button'
import Drawer from 'antd/es/drawer'
import { type ReactNode, useMemo, useState } from 'react'
import { Link, Navigate } from 'react-router'
import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { DateText } from '../../ui/DateText'
import type { TableFilter } from '../../ui/TableFilters'
import { ChainCheck } from './ChainCheck'
import { OversightPart, usePartsOfOversight } from './OversightPart'
import css from './oversight.module.css'
import { oversightKeys } from './queries'
import type { Line } from './types'

export default function JournalPage() {
  const parts = usePartsOfOversight()
  const first = parts[0]
  if (first && first.to !== paths.oversight) return <Navigate to={first.to} replace />
  return <Journal />
}

function Journal() {
  const t = useT()
  const may = useMe().permissions
  const [chosen, setChosen] = useState<Line>()
  const content = may.includes('oversight.content')
  const filters = useMemo<TableFilter[]>(
    () => [
      ...(content
        ? [{ key: 'file_no', label: t('oversight.file_no'), kind: 'text', width: 150 } as const]
        : []),
      { key: 'actor', label: t('oversight.who'), kind: 'text', width: 120 },
      {
        key: 'looks',
        label: t('oversight.what'),
        kind: 'choice',
        width: 128,
        options: [{ value: 'true', label: t('oversight.only_looks') }],
      },
      { key: 'from', label: t('oversight.from'), kind: 'date' },
      { key: 'to', label: t('oversight.to'), kind: 'date' },
      { key: 'action', label: '', kind: 'hidden' },
      { key: 'object_id', label: '', kind: 'hidden' },
      { key: 'case_id', label: '', kind: 'hidden' },
    ],
    [t, content],
  )
  const columns = useMemo<Column<Line>[]>(
    () => [
      {
        key: 'summary',
        title: t('oversight.what'),
        render: (row) => (
          <button type="button" className={css.plain} onClick={() => setChosen(row)}>
            {row.summary || row.action}
          </button>
        ),
      },
      {
        key: 'at',
        title: t('oversight.when'),
        width: 122,
        phone: 'head',
        sortable: true,
        render: (row) => <DateText at={row.at} />,
      },
      { key: 'who', title: t('oversight.who'), width: 96, render: (row) => row.actor_name },
      { key: 'org', title: t('oversight.org'), width: 170, phone: 'hide', render: (row) => row.org_name },
      {
        key: 'case',
        title: t('oversight.case'),
        width: 128,
        render: (row) => <CaseLink one={row.case} />,
      },
      {
        key: 'reason',
        title: t('oversight.reason'),
        render: (row) => row.reason || <span className="aux">—</span>,
      },
      {
        key: 'seq',
        title: t('oversight.seq'),
        width: 76,
        align: 'right',
        phone: 'hide',
        render: (row) => row.seq ?? <span className="aux">{t('oversight.unsealed')}</span>,
      },
    ],
    [t],
  )
  return (
    <OversightPart>
      <ChainCheck />
      <DataTable
        name={oversightKeys.journal}
        path="/oversight/journal"
        columns={columns}
        filters={filters}
        defaultSort="-at"
        rowKey={(row) => row.id}
        exportable={may.includes('oversight.export')}
        empty={{ title: t('oversight.journal_none') }}
      />
      <Drawer
        open={chosen !== undefined}
        onClose={() => setChosen(undefined)}
        title={chosen?.summary || chosen?.action}
        destroyOnHidden
      >
        {chosen ? <Entry line={chosen} /> : null}
      </Drawer>
    </OversightPart>
  )
}

export function CaseLink({ one }: { one: Line['case'] }) {
  if (!one) return <span className="aux">—</span>
  return <Link to={paths.case(one.id)}>{one.file_no || one.title}</Link>
}

function Entry({ line }: { line: Line }) {
  const t = useT()
  const rows: { label: string; value: ReactNode }[] = [
    { label: t('oversight.when'), value: <DateText at={line.at} style="paper" /> },
    { label: t('oversight.who'), value: line.actor_name },
    { label: t('oversight.org'), value: line.org_name },
    { label: t('oversight.action'), value: <span className={css.action}>{line.action}</span> },
    { label: t('oversight.case'), value: <CaseLink one={line.case} /> },
    { label: t('oversight.reason'), value: line.reason },
    { label: t('oversight.origin'), value: line.origin },
    { label: t('oversight.seq'), value: line.seq },
    {
      label: t('oversight.chain'),
      value: line.chain ? <span className={css.action}>{line.chain}</span> : null,
    },
  ]
  return (
    <>
      <dl className={css.facts}>
        {rows.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value || <span className="aux">—</span>}</dd>
          </div>
        ))}
      </dl>
      <Doc title={t('oversight.before')} text={line.before} />
      <Doc title={t('oversight.after')} text={line.after} />
      {line.object_id ? (
        <p style={{ marginTop: 14 }}>
          <Link to={`${paths.oversight}?object_id=${line.object_id}`}>
            <Button>{t('oversight.same_object')}</Button>
          </Link>
        </p>
      ) : null}
    </>
  )
}

function Doc({ title, text }: { title: string; text: string }) {
  if (!text) return null
  return (
    <>
      <h3 style={{ margin: '14px 0 4px' }}>{title}</h3>
      <pre className={css.doc}>{pretty(text)}</pre>
    </>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
