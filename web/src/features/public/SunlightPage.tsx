import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { client, data } from '../../api/http'
import type { Schemas } from '../../api/schemas'
import { fullDate } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { Chart } from '../../ui/Chart'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Tag } from '../../ui/Tag'
import { flowOption } from './flow'
import { PublicFrame } from './PublicFrame'
import css from './public.module.css'
import { Reports } from './Reports'
import { Sums } from './Sums'

type Sunlight = Schemas['GiftSunlight']

/** What was given and what it was used for, for anybody; small groups are merged by the server. */
export default function SunlightPage() {
  const t = useT()
  const page = useQuery({
    queryKey: ['public', 'sunlight'],
    queryFn: ({ signal }) => data(client.GET('/api/v1/public/sunlight', { signal })),
    staleTime: 5 * 60_000,
  })
  return (
    <PublicFrame title={t('public.sunlight')}>
      {page.isPending ? (
        <Loading lines={8} />
      ) : page.isError ? (
        <ErrorState error={page.error} onRetry={() => void page.refetch()} />
      ) : (
        <Ready page={page.data} />
      )}
    </PublicFrame>
  )
}

/** Goods by kind: what came in and what reached households. */
function Goods({ list }: { list: Sunlight['goods'] }) {
  const t = useT()
  return (
    <Card title={t('public.goods_kinds')} note={t('public.goods_kinds_note')} padded className={css.whole}>
      <div className={css.scroll}>
        <table className={css.lines}>
          <thead>
            <tr>
              <th>{t('public.goods_name')}</th>
              <th className="num">{t('public.goods_in')}</th>
              <th className="num">{t('public.goods_worth_head')}</th>
              <th className="num">{t('public.goods_out')}</th>
              <th className="num">{t('public.goods_worth_head')}</th>
            </tr>
          </thead>
          <tbody>
            {list.map((one) => (
              <tr key={`${one.name}${one.unit}`}>
                <td>{one.name || t('public.goods_others')}</td>
                <td className="num">{one.name ? `${one.pieces.toLocaleString()} ${one.unit}` : ''}</td>
                <td className="num">{yuan(one.value_fen)}</td>
                <td className="num">{one.name ? `${one.handed.toLocaleString()} ${one.unit}` : ''}</td>
                <td className="num">{yuan(one.handed_fen)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

function Ready({ page }: { page: Sunlight }) {
  const t = useT()
  const option = useMemo(() => flowOption(page.flows, t('public.other_income')), [page.flows, t])
  const figures: [string, string][] = [
    [t('public.given'), yuan(page.given_fen)],
    [t('public.goods'), yuan(page.goods_fen)],
    [
      t('public.gifts'),
      page.gifts > 0 ? page.gifts.toLocaleString() : t('public.fewer', { n: page.small_group }),
    ],
    [t('public.used'), yuan(page.used_fen)],
    ...(page.goods_pieces > 0
      ? [
          [
            t('public.goods_handed'),
            t('public.goods_handed_is', {
              n: page.goods_pieces,
              yuan: yuan(page.goods_handed_fen),
            }),
          ] satisfies [string, string],
        ]
      : []),
  ]
  return (
    <>
      <p className="sec">
        {t('public.sunlight_note', { n: page.small_group })}
        {page.told_to ? t('public.told_to', { month: page.told_to }) : ''}
      </p>
      <section className={css.figures} aria-label={t('public.sunlight')}>
        {figures.map(([text, value]) => (
          <div key={text}>
            <span>{text}</span>
            <b>{value}</b>
          </div>
        ))}
      </section>
      <div className={css.cards}>
        <Card title={t('public.flow')} note={t('public.unit')} padded className={css.whole}>
          {page.flows.length === 0 ? (
            <p className="sec">{t('public.too_few')}</p>
          ) : (
            <Chart
              label={t('public.flow_said')}
              option={option}
              height={260}
              head={[t('public.campaign'), t('public.fund'), t('public.kind'), t('public.amount_yuan')]}
              rows={page.flows.map((one) => [
                one.campaign || t('public.other_income'),
                one.fund,
                one.kind,
                yuan(one.amount_fen, { fen: true }),
              ])}
            />
          )}
        </Card>
        <Sums title={t('public.by_kind')} list={page.kinds} />
        <Sums title={t('public.by_period')} list={page.periods} />
        {page.goods.length > 0 ? <Goods list={page.goods} /> : null}
        <Card title={t('public.campaigns')} className={css.whole}>
          {page.campaigns.length === 0 ? <p className={css.quiet}>{t('public.no_campaigns')}</p> : null}
          <ul className={css.campaigns}>
            {page.campaigns.map((one) => (
              <li key={one.code}>
                <b>{one.name}</b>
                <Tag tone={one.state === 'open' ? 'green' : 'grey'}>{t(`public.state_${one.state}`)}</Tag>
                <span className="sec">
                  {fullDate(one.from_on)} – {fullDate(one.to_on)}
                </span>
                <b className="num">{yuan(one.money_fen)}</b>
                {one.running ? <Link to={paths.give(one.code)}>{t('public.give')}</Link> : null}
                <p>
                  {one.aim}{' '}
                  {[
                    one.organiser,
                    one.charity,
                    one.filing_no ? t('public.filing', { no: one.filing_no }) : '',
                    one.goods_fen > 0 ? t('public.goods_worth', { yuan: yuan(one.goods_fen) }) : '',
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </p>
                <Reports list={one.reports} />
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </>
  )
}
