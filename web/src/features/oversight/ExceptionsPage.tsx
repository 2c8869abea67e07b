import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link, useSearchParams } from 'react-router'
import { can } from '../../auth/session'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { DateText } from '../../ui/DateText'
import { Money } from '../../ui/Money'
import type { TableFilter } from '../../ui/TableFilters'
import { CaseLink } from './JournalPage'
import { OversightPart } from './OversightPart'
import css from './oversight.module.css'
import { choicesQuery, countsQuery, oversightKeys } from './queries'
import { type Exception, exceptionKinds } from './types'

/** What left the usual way, kind by kind. */
export default function ExceptionsPage() {
  const t = useT()
  const [search] = useSearchParams()
  const kind = search.get('kind') ?? 'urgent'
  const counts = useQuery(countsQuery).data?.counts
  const choices = useQuery(choicesQuery).data
  const mayExport = choices ? can(choices, 'export') : false
  const filters = useMemo<TableFilter[]>(() => [{ key: 'kind', label: '', kind: 'hidden' }], [])
  const columns = useMemo<Column<Exception>[]>(
    () => [
      {
        key: 'text',
        title: t('oversight.what'),
        render: (row) => row.text || <span className={css.action}>{row.action}</span>,
      },
      {
        key: 'at',
        title: t('oversight.when'),
        width: 122,
        phone: 'head',
        render: (row) => <DateText at={row.at} />,
      },
      { key: 'who', title: t('oversight.who'), width: 96, render: (row) => row.who },
      {
        key: 'org',
        title: t('oversight.org'),
        width: 170,
        phone: 'hide',
        render: (row) => row.org_name || '—',
      },
      { key: 'case', title: t('oversight.case'), width: 128, render: (row) => <CaseLink one={row.case} /> },
      {
        key: 'reason',
        title: t('oversight.reason'),
        render: (row) => row.reason || <span className="aux">—</span>,
      },
      ...(kind === 'urgent'
        ? [
            {
              key: 'amount',
              title: t('oversight.amount'),
              width: 110,
              align: 'right' as const,
              render: (row: Exception) => <Money fen={row.amount_fen} />,
            },
            {
              key: 'due',
              title: t('oversight.papers_due'),
              width: 110,
              render: (row: Exception) => <DateText date={row.due_on} />,
            },
          ]
        : []),
    ],
    [t, kind],
  )
  return (
    <OversightPart>
      <nav className={css.kinds} aria-label={t('oversight.exceptions')}>
        {exceptionKinds.map((one) => (
          <Link
            key={one}
            to={`${paths.oversightExceptions}?kind=${one}`}
            className={cx(css.kind, one === kind && css.chosen)}
            aria-current={one === kind ? 'page' : undefined}
          >
            {t(`oversight.kind_${one}`)}
            <b>{counts ? (counts[one] ?? 0).toLocaleString() : '…'}</b>
          </Link>
        ))}
      </nav>
      <DataTable
        name={[...oversightKeys.exceptions, kind]}
        path="/oversight/exceptions"
        exportable={mayExport}
        columns={columns}
        filters={filters}
        rowKey={(row) => row.id}
        empty={{ title: t('oversight.exceptions_none') }}
      />
    </OversightPart>
  )
}
