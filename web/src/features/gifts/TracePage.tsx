import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import css from './gifts.module.css'
import { traceQuery } from './queries'

/** A payment opened back to the gifts that pay it. */
export default function TracePage() {
  const t = useT()
  const { id = '' } = useParams()
  const trace = useQuery(traceQuery(id))
  const it = trace.data
  if (!it)
    return (
      <Page title={t('gifts.trace')} back={paths.fundOrder(id)}>
        <Card>
          {trace.isError ? (
            <ErrorState error={trace.error} onRetry={() => void trace.refetch()} />
          ) : (
            <Loading lines={8} />
          )}
        </Card>
      </Page>
    )
  const figures: [string, string][] = [
    [t('gifts.payment'), yuan(it.amount_fen, { fen: true })],
    [t('gifts.from_gifts'), yuan(it.gift_fen, { fen: true })],
    [t('gifts.from_other'), yuan(it.other_fen, { fen: true })],
    [t('gifts.fund'), it.fund_name],
    [t('gifts.paid_on'), it.paid_on || '—'],
  ]
  return (
    <Page
      title={`${it.case_no} ${t(`gifts.purpose_${it.purpose}`)}`.trim()}
      note={t('gifts.trace_note')}
      back={paths.fundOrder(it.order_id)}
    >
      <section className={css.figures} aria-label={t('gifts.figures')}>
        {figures.map(([text, value]) => (
          <div key={text}>
            <span>{text}</span>
            <b>{value}</b>
          </div>
        ))}
      </section>
      <Card title={t('gifts.sources')} note={t('gifts.n_sources', { n: it.sources.length + it.more })}>
        {it.sources.length === 0 ? <p className={css.none}>{t('gifts.no_sources')}</p> : null}
        <div className={css.scroll}>
          <table className={css.table}>
            <thead>
              <tr>
                <th>{t('gifts.gift_no')}</th>
                <th>{t('gifts.donor')}</th>
                <th>{t('gifts.campaign')}</th>
                <th>{t('gifts.received_on')}</th>
                <th>{t('gifts.number')}</th>
                <th className="num">{t('gifts.amount')}</th>
                <th className="num">{t('gifts.part')}</th>
              </tr>
            </thead>
            <tbody>
              {it.sources.map((one, at) => (
                <tr key={one.gift_id || `other-${at}`}>
                  <td>
                    {one.gift_id ? (
                      <Link to={paths.gift(one.gift_id)}>{one.gift_no}</Link>
                    ) : (
                      t('gifts.other_income')
                    )}
                  </td>
                  <td>{one.donor}</td>
                  <td>{one.campaign}</td>
                  <td>{one.on}</td>
                  <td>{one.number}</td>
                  <td className="num">{yuan(one.amount_fen, { fen: true })}</td>
                  <td className="num">
                    <b>{yuan(one.part_fen, { fen: true })}</b>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {it.more > 0 ? <p className={css.none}>{t('gifts.more_sources', { n: it.more })}</p> : null}
      </Card>
    </Page>
  )
}
