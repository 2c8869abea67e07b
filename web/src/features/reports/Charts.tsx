import { useMemo } from 'react'
import { useCodes } from '../../api/codes'
import { halfYear } from '../../lib/dates'
import { useLanguage, useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { Chart } from '../../ui/Chart'
import { narrow } from '../../ui/narrow'
import { behind, type Group, type Measure, type Overview } from './queries'
import css from './reports.module.css'

const measures: Measure[] = ['entered', 'recognised', 'ended']
const blues = ['#B9CBDB', '#54799E', '#8F867A']
const ages = ['#EFE0BC', '#E3C078', '#D1931B', '#855600']
const quiet = { axisLine: { lineStyle: { color: '#D8D3CB' } }, axisTick: { show: false } }
const scale = {
  type: 'value',
  minInterval: 1,
  splitLine: { lineStyle: { color: '#F1EEE9' } },
  axisLabel: { color: '#706A62' },
}
const legend = { top: 0, right: 0, itemWidth: 10, itemHeight: 10, textStyle: { color: '#57524C' } }

/** Households that came, were recognised and left, by half-year. */
export function TrendCard({ o, open }: { o: Overview; open: boolean }) {
  const t = useT()
  const option = useMemo(
    () => ({
      legend,
      tooltip: { trigger: 'axis' },
      grid: { left: 8, right: 8, top: 30, bottom: 4, containLabel: true },
      xAxis: { type: 'category', data: o.trend.map((one) => halfYear(one.half)), ...quiet },
      yAxis: scale,
      series: measures.map((measure, at) => ({
        name: t(`reports.${measure}`),
        type: 'bar',
        barMaxWidth: 26,
        barGap: '8%',
        itemStyle: { color: blues[at] },
        label: { show: true, position: 'top', color: '#57524C', fontSize: 11 },
        data: o.trend.map((one) => one[measure as 'entered' | 'recognised' | 'ended'] || null),
      })),
    }),
    [o.trend, t],
  )
  return (
    <Card title={t('reports.trend')} note={t('reports.households_note')} padded>
      {o.trend.length === 0 ? (
        <p className={css.none}>{t('reports.none')}</p>
      ) : (
        <Chart
          label={t('reports.trend_label')}
          option={option}
          height={210}
          head={[
            t('reports.half'),
            ...measures.map((one) => t(`reports.${one}`)),
            t('reports.sessions'),
            t('reports.paid'),
          ]}
          rows={o.trend.map((one) => [
            halfYear(one.half),
            one.entered,
            one.recognised,
            one.ended,
            one.sessions,
            yuan(one.paid_fen),
          ])}
          linkOf={(row, series) => {
            const half = o.trend[row]?.half
            const measure = measures[series]
            return open && half && measure ? behind(measure, { half }) : undefined
          }}
        />
      )}
    </Card>
  )
}

/** What was paid, by half-year. */
export function PaidCard({ o }: { o: Overview }) {
  const t = useT()
  const language = useLanguage()
  const paid = useMemo(() => o.trend.filter((one) => one.paid_fen > 0), [o.trend])
  const option = useMemo(
    () => ({
      grid: { left: 8, right: 8, top: 26, bottom: 4, containLabel: true },
      xAxis: { type: 'category', data: paid.map((one) => halfYear(one.half, language)), ...quiet },
      yAxis: { ...scale, axisLabel: { ...scale.axisLabel, formatter: (v: number) => v.toLocaleString() } },
      series: [
        {
          type: 'bar',
          barMaxWidth: 34,
          itemStyle: { color: '#B5382A' },
          label: {
            show: true,
            position: 'top',
            color: '#57524C',
            fontSize: 11,
            formatter: (one: { value: number }) => one.value.toLocaleString(),
          },
          data: paid.map((one) => Math.round(one.paid_fen / 100)),
        },
      ],
    }),
    [paid, language],
  )
  return (
    <Card title={t('reports.paid')} note={t('reports.yuan')} padded>
      {paid.length === 0 ? (
        <p className={css.none}>{t('reports.none')}</p>
      ) : (
        <Chart
          label={t('reports.paid_label')}
          option={option}
          height={210}
          head={[t('reports.half'), t('reports.paid')]}
          rows={paid.map((one) => [halfYear(one.half), yuan(one.paid_fen)])}
        />
      )}
    </Card>
  )
}

interface BarsProps {
  title: string
  by: 'area' | 'need'
  groups: Group[]
  open: boolean
}

/** Households entered and recognised, by district or need. */
export function GroupBars({ title, by, groups, open }: BarsProps) {
  const t = useT()
  const codes = useCodes()
  const named = useMemo(
    () =>
      groups.map((one) => ({
        ...one,
        label: one.label || (by === 'need' ? codes.label('need', one.code) : one.code),
      })),
    [groups, by, codes],
  )
  const shown: ('entered' | 'recognised')[] = ['entered', 'recognised']
  const option = {
    legend,
    tooltip: { trigger: 'axis' },
    grid: { left: 8, right: 30, top: 26, bottom: 4, containLabel: true },
    yAxis: { type: 'category', inverse: true, data: named.map((one) => one.label), ...quiet },
    xAxis: scale,
    series: shown.map((measure, at) => ({
      name: t(`reports.${measure}`),
      type: 'bar',
      barMaxWidth: 12,
      barGap: '10%',
      itemStyle: { color: blues[at] },
      label: { show: true, position: 'right', color: '#57524C', fontSize: 11 },
      data: named.map((one) => one[measure] || null),
    })),
  }
  return (
    <Card title={title} note={t('reports.households_note')} padded>
      {named.length === 0 ? (
        <p className={css.none}>{t('reports.none')}</p>
      ) : (
        <Chart
          label={t('reports.bars_label', { title })}
          option={option}
          height={40 + named.length * 30}
          head={[title, t('reports.entered'), t('reports.recognised')]}
          rows={named.map((one) => [one.label, one.entered, one.recognised])}
          linkOf={(row, series) => {
            const one = named[row]
            return open && one ? behind(shown[series] ?? 'entered', { [by]: one.code }) : undefined
          }}
        />
      )}
    </Card>
  )
}

/** How old the overdue work is, by department. */
export function OverdueCard({ o }: { o: Overview }) {
  const t = useT()
  const option = useMemo(() => {
    const parts = ['to_3', 'to_10', 'to_30', 'over_30'] as const
    return {
      legend,
      tooltip: { trigger: 'axis' },
      grid: { left: 8, right: 34, top: 28, bottom: 4, containLabel: true },
      yAxis: { type: 'category', inverse: true, data: o.overdue.map((one) => one.label), ...quiet },
      xAxis: scale,
      series: parts.map((part, at) => ({
        name: t(`reports.${part}`),
        type: 'bar',
        stack: 'age',
        barMaxWidth: 16,
        itemStyle: { color: ages[at] },
        data: o.overdue.map((one) => one[part]),
      })),
    }
  }, [o.overdue, t])
  return (
    <Card title={t('reports.overdue')} note={t('reports.overdue_note')} padded>
      {o.overdue.length === 0 ? (
        <p className={css.none}>{t('reports.overdue_none')}</p>
      ) : (
        <Chart
          label={t('reports.overdue_label')}
          option={option}
          height={Math.max(170, 40 + o.overdue.length * 30)}
          head={[
            t('reports.department'),
            t('reports.to_3'),
            t('reports.to_10'),
            t('reports.to_30'),
            t('reports.over_30'),
            t('reports.total'),
          ]}
          rows={o.overdue.map((one) => [one.label, one.to_3, one.to_10, one.to_30, one.over_30, one.total])}
        />
      )}
    </Card>
  )
}

/** Where the money came from and went to. */
export function FlowCard({ o }: { o: Overview }) {
  const t = useT()
  const option = useMemo(() => {
    const left = (name: string) => `1 ${name}`
    const middle = (name: string) => `2 ${name}`
    const right = (name: string) => `3 ${name}`
    const links = o.flows.map((one) => ({
      source: one.stage === 'in' ? left(one.from) : middle(one.from),
      target: one.stage === 'in' ? middle(one.to) : right(one.to),
      value: Math.round(one.amount_fen / 100),
    }))
    const names = [...new Set(links.flatMap((one) => [one.source, one.target]))]
    return {
      tooltip: { formatter: (one: { name: string; value: number }) => one.value.toLocaleString() },
      series: [
        {
          type: 'sankey',
          left: 4,
          right: 96,
          top: 6,
          bottom: 6,
          nodeGap: 12,
          draggable: false,
          data: names.map((name) => ({
            name,
            itemStyle: {
              color: name.startsWith('2') ? '#B5382A' : name.startsWith('1') ? '#54799E' : '#86A3BF',
            },
          })),
          links,
          lineStyle: { color: 'source', opacity: 0.22 },
          label: { color: '#24211E', formatter: (one: { name: string }) => one.name.slice(2) },
        },
      ],
      media: narrow({ label: { width: 76, overflow: 'break' } }),
    }
  }, [o.flows])
  return (
    <Card title={t('reports.flow')} note={t('reports.yuan')} padded>
      {o.flows.length === 0 ? (
        <p className={css.none}>{t('reports.none')}</p>
      ) : (
        <Chart
          label={t('reports.flow_label')}
          option={option}
          height={230}
          head={[t('reports.from'), t('reports.to'), t('reports.amount')]}
          rows={o.flows.map((one) => [one.from, one.to, yuan(one.amount_fen)])}
        />
      )}
    </Card>
  )
}
