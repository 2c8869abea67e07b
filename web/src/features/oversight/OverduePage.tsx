import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link, useSearchParams } from 'react-router'
import { can } from '../../auth/session'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { DateText } from '../../ui/DateText'
import type { TableFilter } from '../../ui/TableFilters'
import { OversightPart } from './OversightPart'
import css from './oversight.module.css'
import { choicesQuery, departmentsQuery, oversightKeys } from './queries'
import type { LateTask } from './types'

/** Work whose deadline has passed, by department. */
export default function OverduePage() {
  const t = useT()
  const [search] = useSearchParams()
  const department = search.get('department') ?? ''
  const departments = useQuery(departmentsQuery).data?.items ?? []
  const all = departments.reduce((sum, one) => sum + one.total, 0)
  const choices = useQuery(choicesQuery).data
  const mayExport = choices ? can(choices, 'export') : false
  const filters = useMemo<TableFilter[]>(() => [{ key: 'department', label: '', kind: 'hidden' }], [])
  const columns = useMemo<Column<LateTask>[]>(
    () => [
      {
        key: 'title',
        title: t('oversight.task'),
        render: (row) => (row.link ? <Link to={row.link}>{row.title}</Link> : row.title),
      },
      {
        key: 'days',
        title: t('oversight.late'),
        width: 100,
        phone: 'head',
        render: (row) => <span className={css.late}>{t('oversight.days', { n: row.days })}</span>,
      },
      { key: 'kind', title: t('oversight.step'), width: 140, render: (row) => row.kind_label },
      {
        key: 'due_on',
        title: t('oversight.due'),
        width: 110,
        sortable: true,
        render: (row) => <DateText date={row.due_on} />,
      },
      { key: 'org', title: t('oversight.owner'), render: (row) => row.org_name || '—' },
    ],
    [t],
  )
  return (
    <OversightPart>
      <nav className={css.kinds} aria-label={t('oversight.overdue')}>
        <Link
          to={paths.oversightOverdue}
          className={cx(css.kind, department === '' && css.chosen)}
          aria-current={department === '' ? 'page' : undefined}
        >
          {t('oversight.all')}
          <b>{all.toLocaleString()}</b>
        </Link>
        {departments
          .filter((one) => one.code !== '')
          .map((one) => (
            <Link
              key={one.code}
              to={`${paths.oversightOverdue}?department=${one.code}`}
              className={cx(css.kind, one.code === department && css.chosen)}
              aria-current={one.code === department ? 'page' : undefined}
            >
              {one.label}
              <b>{one.total.toLocaleString()}</b>
            </Link>
          ))}
      </nav>
      <DataTable
        name={oversightKeys.overdue}
        path="/oversight/overdue"
        exportable={mayExport}
        columns={columns}
        filters={filters}
        defaultSort="due_on"
        rowKey={(row) => row.id}
        empty={{ title: t('oversight.overdue_none') }}
      />
    </OversightPart>
  )
}
