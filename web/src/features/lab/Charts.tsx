import Segmented from 'antd/es/segmented'
import { useMemo, useState } from 'react'
import { cx } from '../../lib/cx'
import { type Translate, useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { Chart } from '../../ui/Chart'
import css from './lab.module.css'
import type { Comparison, Pair, Part } from './types'
import { short, signed } from './words'

const teal = '#3A8E92'
const ochre = '#D9A441'
const quiet = { axisLine: { show: false }, axisTick: { show: false } }
const ways = ['class', 'area', 'disease', 'age'] as const

function wordOf(by: string, part: Part, t: Translate): string {
  if (by === 'area') return part.name || part.code
  if (by === 'age') return t(`lab.age_${part.code}`)
  return t(`lab.${by}_${part.code.toLowerCase()}`)
}

/** Who gains and who loses, as bars to both sides of nothing. */
export function SplitCard({ versus, stale }: { versus: Comparison | undefined; stale?: boolean }) {
  const t = useT()
  const [by, setBy] = useState<string>('class')
  const parts = useMemo(() => versus?.splits.find((one) => one.by === by)?.parts ?? [], [versus, by])
  const option = useMemo(() => {
    const words = parts.map((part) => wordOf(by, part, t))
    const counts = parts.map((part) => t('lab.up_down', { up: part.up, down: part.down }))
    const label = (position: string, color: string) => ({
      show: true,
      position,
      color,
      fontSize: 12,
      formatter: (one: { value: number }) => (one.value === 0 ? '' : signed(one.value)),
    })
    return {
      animation: false,
      grid: { left: 8, right: 8, top: 2, bottom: 2, containLabel: true },
      xAxis: {
        type: 'value',
        show: false,
        // room for the words at the ends of the bars
        min: (range: { min: number; max: number }) => range.min - (range.max - range.min) * 0.16,
        max: (range: { min: number; max: number }) => range.max + (range.max - range.min) * 0.16,
      },
      yAxis: [
        {
          type: 'category',
          inverse: true,
          data: words,
          ...quiet,
          axisLabel: { color: '#24211E', fontSize: 13 },
        },
        {
          type: 'category',
          inverse: true,
          data: counts,
          ...quiet,
          axisLabel: { color: '#57524C', fontSize: 12 },
        },
      ],
      series: [
        {
          name: t('lab.less'),
          type: 'bar',
          stack: 'all',
          barMaxWidth: 14,
          itemStyle: { color: ochre },
          label: label('left', '#855600'),
          data: parts.map((part) => -part.less_fen),
        },
        {
          name: t('lab.more'),
          type: 'bar',
          stack: 'all',
          barMaxWidth: 14,
          itemStyle: { color: teal },
          label: label('right', '#1B676C'),
          data: parts.map((part) => part.more_fen),
        },
      ],
    }
  }, [parts, by, t])
  return (
    <Card
      title={t('lab.splits')}
      note={t('lab.in_yuan')}
      className={cx(stale && css.stale)}
      extra={
        <Segmented
          size="small"
          aria-label={t('lab.splits')}
          value={by}
          options={ways.map((way) => ({ value: way, label: t(`lab.by_${way}`) }))}
          onChange={(way) => setBy(String(way))}
        />
      }
      padded
    >
      {parts.length === 0 ? (
        <p className={css.none}>{t(versus ? 'lab.nobody' : 'lab.move_first')}</p>
      ) : (
        <Chart
          label={t('lab.splits_label')}
          option={option}
          height={Math.max(150, parts.length * 22)}
          head={[
            t(`lab.by_${by}`),
            t('lab.before'),
            t('lab.after'),
            t('lab.more'),
            t('lab.less'),
            t('lab.up'),
            t('lab.down'),
            t('lab.same'),
          ]}
          rows={parts.map((part) => [
            wordOf(by, part, t),
            yuan(part.before_fen),
            yuan(part.after_fen),
            yuan(part.more_fen),
            yuan(part.less_fen),
            part.up,
            part.down,
            part.same,
          ])}
        />
      )}
    </Card>
  )
}

/** How many households get how much. */
export function BandCard({ versus, stale }: { versus: Comparison | undefined; stale?: boolean }) {
  const t = useT()
  const bands = useMemo(() => versus?.bands ?? [], [versus])
  const words = useMemo(
    () =>
      bands.map((band, at) => {
        const next = bands[at + 1]
        if (at === 0) return t('lab.band_none')
        if (at === 1 && next) return t('lab.band_below', { to: short(next.from_fen) })
        return next
          ? t('lab.band', { from: short(band.from_fen), to: short(next.from_fen) })
          : t('lab.band_above', { from: short(band.from_fen) })
      }),
    [bands, t],
  )
  const option = useMemo(() => {
    const series = (name: string, color: string, ink: string, data: number[]) => ({
      name,
      type: 'bar',
      barMaxWidth: 22,
      barGap: '10%',
      itemStyle: { color },
      label: {
        show: true,
        position: 'top',
        color: ink,
        fontSize: 11,
        formatter: (one: { value: number }) => (one.value ? one.value.toLocaleString() : ''),
      },
      labelLayout: { hideOverlap: true },
      data,
    })
    return {
      animation: false,
      legend: { top: 0, right: 0, itemWidth: 10, itemHeight: 10, textStyle: { color: '#57524C' } },
      grid: { left: 8, right: 8, top: 28, bottom: 2, containLabel: true },
      xAxis: {
        type: 'category',
        data: words.slice(1),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: '#D8D3CB' } },
        axisLabel: { color: '#57524C', fontSize: 11, interval: 0 },
      },
      yAxis: { type: 'value', show: false },
      series: [
        series(
          t('lab.before'),
          '#CFC8BC',
          '#57524C',
          bands.slice(1).map((band) => band.before),
        ),
        series(
          t('lab.after'),
          '#3D6C9C',
          '#2A5B88',
          bands.slice(1).map((band) => band.after),
        ),
      ],
    }
  }, [bands, words, t])
  return (
    <Card title={t('lab.bands')} note={t('lab.in_households')} className={cx(stale && css.stale)} padded>
      {bands.length === 0 ? (
        <p className={css.none}>{t('lab.move_first')}</p>
      ) : (
        <Chart
          label={t('lab.bands_label')}
          option={option}
          height={170}
          head={[t('lab.amount'), t('lab.before'), t('lab.after')]}
          rows={bands.map((band, at) => [words[at] ?? '', band.before, band.after])}
        />
      )}
    </Card>
  )
}

interface FrontierProps {
  pairs: Pair[]
  x: string
  y: string
  number: (value: string) => number
  numberX: (value: string) => number
}

/** Which pairs of values meet the aim. */
export function FrontierChart({ pairs, x, y, number, numberX }: FrontierProps) {
  const t = useT()
  const found = useMemo(() => pairs.filter((pair) => pair.solved.value !== ''), [pairs])
  const option = useMemo(
    () => ({
      animation: false,
      grid: { left: 8, right: 24, top: 28, bottom: 24, containLabel: true },
      xAxis: {
        type: 'value',
        name: x,
        nameLocation: 'middle',
        nameGap: 24,
        scale: true,
        splitLine: { show: false },
      },
      yAxis: { type: 'value', name: y, scale: true, splitLine: { lineStyle: { color: '#F1EEE9' } } },
      series: [
        {
          type: 'line',
          symbolSize: 7,
          itemStyle: { color: '#3D6C9C' },
          lineStyle: { color: '#3D6C9C', width: 2 },
          data: found.map((pair) => [numberX(pair.other), number(pair.solved.value)]),
        },
      ],
    }),
    [found, x, y, number, numberX],
  )
  return (
    <Chart
      label={t('lab.frontier_label', { x, y })}
      option={option}
      height={220}
      head={[x, y, t('lab.cost')]}
      rows={pairs.map((pair) => [
        String(numberX(pair.other)),
        pair.solved.value === '' ? '—' : String(number(pair.solved.value)),
        pair.solved.value === '' ? '—' : yuan(pair.solved.cost_fen),
      ])}
    />
  )
}
