import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { asApiError } from '../api/errors'
import { url } from '../api/http'
import { pageQuery } from '../api/page'
import { cx } from '../lib/cx'
import { useT } from '../lib/i18n'
import css from './DataTable.module.css'
import { EmptyState } from './EmptyState'
import { ErrorState } from './ErrorState'
import { Icon } from './Icon'
import { Loading } from './Loading'
import layout from './layout.module.css'
import { type TableFilter, TableFilters } from './TableFilters'
import { useTableState } from './useTableState'

export interface Column<T> {
  /** Also the name that the server sorts by. */
  key: string
  title: string
  render: (row: T) => ReactNode
  width?: number | string
  align?: 'right'
  sortable?: boolean
  /** On a phone: in the head of the card, below with its label (usual), or left out. */
  phone?: 'head' | 'low' | 'hide'
}

interface Props<T> {
  /** Query key, feature first: ['casebook', 'list']. */
  name: readonly unknown[]
  /** Below /api/v1. */
  path: string
  columns: Column<T>[]
  rowKey: (row: T) => string
  rowLink?: (row: T) => string
  filters?: TableFilter[]
  /** "-due_on" is descending. */
  defaultSort?: string
  /** Shows the button that downloads `<path>/export` under the same filters. */
  exportable?: boolean
  empty: { title: string; hint?: ReactNode; actions?: ReactNode }
}

/** A list of the server: filters and sort live in the URL, pages are fetched by cursor. */
export function DataTable<T>(props: Props<T>) {
  const { name, path, columns, rowKey, rowLink, filters = [], exportable, empty } = props
  const t = useT()
  const state = useTableState(filters, props.defaultSort ?? '')
  const list = useInfiniteQuery({
    ...pageQuery<T>(name, path, state.query),
    placeholderData: keepPreviousData,
  })
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  const last = list.data?.pages.at(-1)
  const closed = list.isError && asApiError(list.error).status === 403

  return (
    <section className={cx(layout.card, layout.grow)}>
      {!closed && (filters.length > 0 || exportable) ? (
        <div className={css.bar}>
          <TableFilters filters={filters} state={state} />
          <span className={css.count} aria-live="polite">
            {last ? t(last.total_capped ? 'ui.total_capped' : 'ui.total', { n: last.total }) : null}
          </span>
          {exportable ? (
            <Button href={url(`${path}/export`, state.query)} download icon={<Icon name="download" />}>
              {t('ui.export')}
            </Button>
          ) : null}
        </div>
      ) : null}
      {list.isPending ? (
        <Loading lines={8} />
      ) : list.isError && rows.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        state.filtered ? (
          <EmptyState
            icon="search"
            title={t('ui.none_match')}
            hint={t('ui.none_match_hint')}
            actions={<Button onClick={state.clear}>{t('ui.clear_filters')}</Button>}
          />
        ) : (
          <EmptyState {...empty} />
        )
      ) : (
        <div className={css.scroll}>
          <table className={cx(css.table, list.isPlaceholderData && css.stale)}>
            <Head columns={columns} sort={state.sort} onSort={state.setSort} />
            <tbody>
              {rows.map((row) => (
                <Row key={rowKey(row)} row={row} columns={columns} link={rowLink?.(row)} />
              ))}
            </tbody>
          </table>
          {list.hasNextPage ? (
            <div className={css.more}>
              <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t('ui.more')}
              </Button>
            </div>
          ) : null}
        </div>
      )}
    </section>
  )
}

interface HeadProps<T> {
  columns: Column<T>[]
  sort: string
  onSort: (sort: string) => void
}

function Head<T>({ columns, sort, onSort }: HeadProps<T>) {
  return (
    <thead>
      <tr>
        {columns.map((column) => {
          const sorted =
            sort === column.key ? 'ascending' : sort === `-${column.key}` ? 'descending' : undefined
          return (
            <th
              key={column.key}
              scope="col"
              style={{ width: column.width }}
              className={column.align ? css.right : undefined}
              aria-sort={sorted}
            >
              {column.sortable ? (
                <button
                  type="button"
                  className={cx(css.sort, sorted && css.sorted)}
                  onClick={() => onSort(sorted === 'ascending' ? `-${column.key}` : column.key)}
                >
                  {column.title}
                  <Icon name={sorted === 'descending' ? 'down' : 'up'} size={12} />
                </button>
              ) : (
                column.title
              )}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}

function Row<T>({ row, columns, link }: { row: T; columns: Column<T>[]; link: string | undefined }) {
  return (
    <tr>
      {columns.map((column, index) => {
        const place = column.phone ?? (index === 0 ? 'head' : 'low')
        const content = column.render(row)
        return (
          <td
            key={column.key}
            data-label={column.title}
            className={cx(column.align && css.right, place !== 'head' && css[place])}
          >
            {index === 0 && link ? (
              <Link to={link} className={css.link}>
                {content}
              </Link>
            ) : (
              content
            )}
          </td>
        )
      })}
    </tr>
  )
}
