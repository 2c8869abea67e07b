import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { Tag } from '../../ui/Tag'
import css from './funds.module.css'
import { explainRow, fundKeys, statementQuery } from './queries'
import { StatementTag } from './StatementTag'
import type { Statement } from './types'

const exact = { fen: true } as const

/** One statement of the bank with what each of its rows was matched with. */
export default function StatementPage() {
  const t = useT()
  const { id = '' } = useParams()
  const statement = useQuery(statementQuery(id))
  return (
    <Page
      title={statement.data?.name ?? t('funds.statements')}
      note={statement.data ? <StatementTag state={statement.data.state} /> : undefined}
      back={paths.fundStatements}
    >
      {statement.data ? (
        <Shown statement={statement.data} />
      ) : statement.isError ? (
        <ErrorState error={statement.error} onRetry={() => void statement.refetch()} />
      ) : (
        <Loading lines={8} />
      )}
    </Page>
  )
}

function Shown({ statement }: { statement: Statement }) {
  const t = useT()
  const facts: [string, string][] = [
    [t('funds.payer'), statement.payer_name],
    [t('funds.statement_days'), `${statement.from_on} – ${statement.to_on}`],
    [
      t('funds.out_side'),
      t('funds.batch_of', { n: statement.out_lines, yuan: yuan(statement.out_fen, exact) }),
    ],
    [t('funds.in_side'), t('funds.batch_of', { n: statement.in_lines, yuan: yuan(statement.in_fen, exact) })],
    [
      t('funds.statement_rows'),
      t('funds.rows_stand', {
        all: statement.row_count,
        matched: statement.matched,
        explained: statement.explained,
        open: statement.open,
      }),
    ],
  ]
  return (
    <>
      <Card title={t('funds.statement_of')} padded>
        <dl className={css.facts}>
          {facts.map(([label, text]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
          <div>
            <dt>{t('funds.taken')}</dt>
            <dd>
              {statement.made_by} <DateText at={statement.made_at} />
            </dd>
          </div>
          <div>
            <dt>{t('funds.batches')}</dt>
            <dd>
              {statement.batches.length === 0
                ? '—'
                : statement.batches.map((one) => (
                    <Link key={one.id} to={paths.fundBatch(one.id)} className={css.link}>
                      {one.no}
                    </Link>
                  ))}
            </dd>
          </div>
        </dl>
      </Card>
      <Rows statement={statement} />
    </>
  )
}

function Rows({ statement }: { statement: Statement }) {
  const t = useT()
  const queries = useQueryClient()
  const [chosen, setChosen] = useState('')
  const explain = useAction({
    send: (note: string, key) => explainRow(chosen, note, key),
    done: t('funds.saved'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: fundKeys.all })
      setChosen('')
    },
  })
  return (
    <Card title={t('funds.statement_rows')} note={statement.capped ? t('funds.rows_capped') : undefined}>
      <div className={css.wideRows}>
        <table className={cx(css.table, css.full)}>
          <thead>
            <tr>
              <th>{t('funds.day')}</th>
              <th className="num">{t('funds.out_side')}</th>
              <th className="num">{t('funds.in_side')}</th>
              <th>{t('funds.other_side')}</th>
              <th>{t('funds.memo')}</th>
              <th>{t('funds.matched_with')}</th>
            </tr>
          </thead>
          <tbody>
            {statement.list.map((row) => (
              <tr
                key={row.id}
                className={row.match === 'none' && !row.explained_at ? css.blocked : undefined}
              >
                <td className={css.day}>{row.on_date}</td>
                <td className="num">{row.out_fen ? yuan(row.out_fen, exact) : ''}</td>
                <td className="num">{row.in_fen ? yuan(row.in_fen, exact) : ''}</td>
                <td>
                  {row.holder} {row.last4 ? <span className="aux">…{row.last4}</span> : null}
                </td>
                <td>{row.memo}</td>
                <td>
                  {row.match !== 'none' ? (
                    <>
                      {t(`funds.match_${row.match}`)}{' '}
                      <Link to={paths.fundBatch(row.batch_id)}>{row.batch_no}</Link>
                    </>
                  ) : row.explained_at ? (
                    <span className={css.said}>
                      {row.explained_by}
                      {t('ui.says')}
                      {row.note}
                    </span>
                  ) : can(statement, 'explain') ? (
                    <Button size="small" onClick={() => setChosen(row.id)}>
                      {t('funds.explain')}
                    </Button>
                  ) : (
                    <Tag tone="red">{t('funds.unexplained')}</Tag>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ReasonDialog
        open={chosen !== ''}
        title={t('funds.explain_title')}
        confirm={t('funds.explain')}
        pending={explain.pending}
        onConfirm={(note) => explain.run(note)}
        onClose={() => setChosen('')}
      >
        {t('funds.explain_what')}
      </ReasonDialog>
    </Card>
  )
}
