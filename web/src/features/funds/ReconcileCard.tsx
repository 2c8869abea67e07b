import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useRef, useState } from 'react'
import { useNotify } from '../../api/notify'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { Tag } from '../../ui/Tag'
import css from './funds.module.css'
import { comparisonQuery, explainMissing, explainRow, fundKeys, reconcile, takeStatement } from './queries'
import type { Batch, Comparison } from './types'

const exact = { fen: true } as const

/** The batch beside the bank's statements, both ways: what the bank does not show, and what it shows that is none of ours. */
export function ReconcileCard({ batch }: { batch: Batch }) {
  const t = useT()
  const comparison = useQuery(comparisonQuery(batch.id))
  if (!comparison.data)
    return (
      <Card title={t('funds.step_reconcile')}>
        {comparison.isError ? (
          <ErrorState error={comparison.error} onRetry={() => void comparison.refetch()} />
        ) : (
          <Loading lines={4} />
        )}
      </Card>
    )
  return <Ready batch={batch} side={comparison.data} />
}

function Ready({ batch, side }: { batch: Batch; side: Comparison }) {
  const t = useT()
  const notify = useNotify()
  const queries = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [chosen, setChosen] = useState<{ line?: string; row?: string }>()
  const refresh = () => queries.invalidateQueries({ queryKey: fundKeys.all })
  const take = useAction({
    send: (file: File) => takeStatement(batch.id, file),
    onDone: async ({ taken }) => {
      await refresh()
      notify.done(
        taken.again
          ? t('funds.statement_again')
          : t('funds.statement_taken', { matched: taken.matched, strange: taken.strange }),
      )
    },
  })
  const explain = useAction({
    send: async (note: string, key) => {
      if (chosen?.line) await explainMissing(batch.id, chosen.line, note, key)
      if (chosen?.row) await explainRow(chosen.row, note, key)
    },
    done: t('funds.saved'),
    onDone: async () => {
      await refresh()
      setChosen(undefined)
    },
  })
  const agree = useAction({
    send: (_: undefined, key) => reconcile(batch.id, batch.version, key),
    done: t('funds.reconciled_done'),
    onDone: () => refresh(),
  })
  const differs = side.paid_lines !== side.bank_lines || side.paid_fen !== side.bank_fen
  const may = can(side, 'explain')
  return (
    <Card
      title={t('funds.step_reconcile')}
      tag={
        side.missing_open + side.strange_open > 0 ? (
          <Tag tone="red">{t('funds.open_n', { n: side.missing_open + side.strange_open })}</Tag>
        ) : undefined
      }
      extra={
        <>
          {can(side, 'take_statement') ? (
            <Button
              size="small"
              icon={<Icon name="upload" />}
              loading={take.pending}
              onClick={() => input.current?.click()}
            >
              {t('funds.take_statement')}
            </Button>
          ) : null}
          {can(side, 'reconcile') ? (
            <Button size="small" type="primary" loading={agree.pending} onClick={() => agree.run(undefined)}>
              {t('funds.reconcile')}
            </Button>
          ) : null}
          <input
            ref={input}
            type="file"
            accept=".csv,.xlsx,.txt"
            hidden
            aria-label={t('funds.take_statement')}
            onChange={(event) => {
              const file = event.target.files?.[0]
              event.target.value = ''
              if (file) take.run(file)
            }}
          />
        </>
      }
    >
      <dl className={css.beside}>
        <dt />
        <dt>{t('funds.lines')}</dt>
        <dt>{t('funds.amount_yuan')}</dt>
        <dt>{t('funds.side_system')}</dt>
        <dd className="num">{side.paid_lines}</dd>
        <dd className="num">{yuan(side.paid_fen, exact)}</dd>
        <dt>{t('funds.side_bank')}</dt>
        <dd className={cx('num', differs && css.differs)}>{side.bank_lines}</dd>
        <dd className={cx('num', differs && css.differs)}>{yuan(side.bank_fen, exact)}</dd>
      </dl>
      {side.statements.length === 0 ? <p className={css.none}>{t('funds.no_statement')}</p> : null}
      <ul className={css.files}>
        {side.statements.map((one) => (
          <li key={one.id}>
            <span>{one.name}</span>
            <span className="aux">
              {one.from_on} – {one.to_on} · {t('funds.rows_n', { n: one.row_count })} · {one.made_by}
            </span>
          </li>
        ))}
      </ul>
      {side.missing.length > 0 ? (
        <>
          <h3 className={css.sub}>{t('funds.missing')}</h3>
          <ul className={css.files} aria-label={t('funds.missing')}>
            {side.missing.map((line) => (
              <li key={line.line_id}>
                <span>
                  {t('funds.seq')} {line.seq} {line.holder} *{line.last4} {yuan(line.amount_fen, exact)}
                </span>
                <Said
                  by={line.explained_by}
                  at={line.explained_at}
                  note={line.note}
                  may={may}
                  onAsk={() => setChosen({ line: line.line_id })}
                />
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {side.strange.length > 0 ? (
        <>
          <h3 className={css.sub}>{t('funds.strange')}</h3>
          <ul className={css.files} aria-label={t('funds.strange')}>
            {side.strange.map((row) => (
              <li key={row.id}>
                <span>
                  {row.on_date} {row.memo} {row.holder} {row.last4 ? `*${row.last4}` : ''}{' '}
                  {row.out_fen > 0
                    ? t('funds.went_out', { yuan: yuan(row.out_fen, exact) })
                    : t('funds.came_in', { yuan: yuan(row.in_fen, exact) })}
                </span>
                <Said
                  by={row.explained_by}
                  at={row.explained_at}
                  note={row.note}
                  may={may}
                  onAsk={() => setChosen({ row: row.id })}
                />
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <ReasonDialog
        open={chosen !== undefined}
        title={t('funds.explain_title')}
        confirm={t('funds.explain')}
        pending={explain.pending}
        onConfirm={(note) => explain.run(note)}
        onClose={() => setChosen(undefined)}
      >
        {t('funds.explain_what')}
      </ReasonDialog>
    </Card>
  )
}

interface SaidProps {
  by: string
  at: number
  note: string
  may: boolean
  onAsk: () => void
}

function Said({ by, at, note, may, onAsk }: SaidProps) {
  const t = useT()
  if (at)
    return (
      <span className={css.said}>
        {by}
        {t('ui.says')}
        {note} <DateText at={at} />
      </span>
    )
  return may ? (
    <Button size="small" type="text" onClick={onAsk}>
      {t('funds.explain')}
    </Button>
  ) : (
    <Tag tone="red">{t('funds.unexplained')}</Tag>
  )
}
