import { useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { Link } from 'react-router'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { EmptyState } from '../../ui/EmptyState'
import { Tag } from '../../ui/Tag'
import css from './funds.module.css'
import { fundKeys, removeLines } from './queries'
import type { Batch, Line } from './types'

/** The payments of a batch; of a draft they can be taken out. */
export function BatchLines({ batch }: { batch: Batch }) {
  const t = useT()
  const queries = useQueryClient()
  const remove = useAction({
    send: (order: string, key) => removeLines(batch.id, batch.version, [order], key),
    onDone: async () => queries.invalidateQueries({ queryKey: fundKeys.all }),
  })
  return (
    <Card
      title={t('funds.lines_title')}
      note={t('funds.batch_of', { n: batch.lines, yuan: yuan(batch.sum_fen, { fen: true }) })}
      grow
    >
      {batch.line_list.length === 0 ? (
        <EmptyState icon="yuan" title={t('funds.no_lines')} hint={t('funds.no_lines_hint')} />
      ) : (
        <table className={cx(css.table, css.lines)}>
          <thead>
            <tr>
              <th>{t('funds.seq')}</th>
              <th>{t('funds.payee')}</th>
              <th>{t('funds.account')}</th>
              <th>{t('funds.purpose')}</th>
              <th>{t('funds.fund')}</th>
              <th>{t('funds.case_no')}</th>
              <th className="num">{t('funds.amount_yuan')}</th>
              <th>{t('funds.result')}</th>
            </tr>
          </thead>
          <tbody>
            {batch.line_list.map((line) => (
              <tr key={line.id} className={line.blocked ? css.blocked : undefined}>
                <td>{line.seq}</td>
                <td>
                  <Link to={paths.fundOrder(line.order_id)}>{line.holder}</Link>
                </td>
                <td data-label={t('funds.account')}>
                  {t('funds.account_end', { bank: line.bank, last4: line.last4 })}
                </td>
                <td data-label={t('funds.purpose')}>{t(`funds.purpose_${line.purpose}`)}</td>
                <td data-label={t('funds.fund')}>{line.fund_name}</td>
                <td data-label={t('funds.case_no')}>{line.case_no || '—'}</td>
                <td className="num">{yuan(line.amount_fen, { fen: true })}</td>
                <td data-label={t('funds.result')}>
                  <Result line={line} />
                  {can(batch, 'edit') ? (
                    <Button
                      size="small"
                      type="text"
                      loading={remove.pending}
                      onClick={() => remove.run(line.order_id)}
                    >
                      {t('funds.take_out')}
                    </Button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}

function Result({ line }: { line: Line }) {
  const t = useT()
  if (line.blocked) return <Tag tone="red">{t(`funds.${line.blocked.replace('fund.', 'blocked_')}`)}</Tag>
  if (line.state === 'paid') return <Tag tone="green">{t('funds.line_paid', { on: line.settled_on })}</Tag>
  if (line.state === 'failed')
    return (
      <>
        <Tag tone="red">{line.failure_word}</Tag>{' '}
        {line.replaced_by ? (
          <Link to={paths.fundOrder(line.replaced_by)}>{t('funds.repaid')}</Link>
        ) : (
          <span className="aux">{line.failure_text}</span>
        )}
      </>
    )
  return line.forced ? <span className="aux">{t('funds.forced', { reason: line.forced })}</span> : null
}
