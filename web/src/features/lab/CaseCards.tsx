import { useInfiniteQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { Link } from 'react-router'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import css from './lab.module.css'
import type { casesQuery, runCasesQuery } from './queries'
import type { CaseRow, Side } from './types'
import { signed } from './words'

type Query = ReturnType<typeof casesQuery> | ReturnType<typeof runCasesQuery>

interface Props {
  side: Side
  n: number
  fen: number
  stale?: boolean
  query: Query
}

/** The households that gain, or those that lose, with both amounts. */
export function CaseCard({ side, n, fen, stale, query }: Props) {
  const t = useT()
  return (
    <Card
      title={t(`lab.${side}_n`, { n: n.toLocaleString() })}
      note={n > 0 ? t('lab.sum', { sum: signed(fen) }) : undefined}
      extra={side === 'down' && n > 0 ? <span className="aux">{t('lab.say_why')}</span> : null}
      className={cx(css.cases, stale && css.stale)}
    >
      {n === 0 ? (
        <p className={css.none}>{t(`lab.none_${side}`)}</p>
      ) : (
        <Rows side={side} query={query as ReturnType<typeof casesQuery>} />
      )}
    </Card>
  )
}

function Rows({ side, query }: { side: Side; query: ReturnType<typeof casesQuery> }) {
  const t = useT()
  const list = useInfiniteQuery(query)
  if (list.isPending) return <Loading lines={4} />
  if (list.isError && !list.data) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  const rows = list.data.pages.flatMap((page) => page.items)
  const hidden = list.data.pages.reduce((sum, page) => sum + page.hidden, 0)
  return (
    <>
      <table className={cx(css.table, list.isPlaceholderData && css.stale)}>
        <thead>
          <tr>
            <th scope="col">{t('lab.household')}</th>
            <th scope="col">{t('lab.where')}</th>
            <th scope="col" className="num">
              {t('lab.before')}
            </th>
            <th scope="col" className="num">
              {t('lab.after')}
            </th>
            <th scope="col" className="num">
              {t('lab.step')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.case_id || row.file_no} row={row} side={side} />
          ))}
        </tbody>
      </table>
      {hidden > 0 ? <p className={css.none}>{t('lab.hidden', { n: hidden })}</p> : null}
      {list.hasNextPage ? (
        <div className={css.none}>
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('ui.more')}
          </Button>
        </div>
      ) : null}
    </>
  )
}

function Row({ row, side }: { row: CaseRow; side: Side }) {
  const t = useT()
  return (
    <tr>
      <td>
        {row.case_id ? (
          <>
            <Link to={paths.case(row.case_id)}>{row.title}</Link>
            <small>{row.file_no}</small>
          </>
        ) : (
          <>
            {t('lab.made_up')}
            <small>{row.file_no}</small>
          </>
        )}
      </td>
      <td>
        {row.area_name}
        {row.class ? <small>{t(`lab.class_${row.class.toLowerCase()}`)}</small> : null}
      </td>
      <td className="num">{yuan(row.was_fen)}</td>
      <td className="num">
        <b>{yuan(row.is_fen)}</b>
      </td>
      <td className={cx('num', side === 'up' ? css.up : css.down)}>{signed(row.is_fen - row.was_fen)}</td>
    </tr>
  )
}
