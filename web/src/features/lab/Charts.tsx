import Segmented from 'antd/es/segmented'
import { useMemo, useState } from 'react'
import { cx } from '../../lib/cx'
import { type Translate, useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { Chart } from '../../ui/Chart'
import { narrow } from '../../ui/narrow'
import css from './lab.module.css'
import type { Outcome, Pair, Part } from './types'
import { few, short } from './words'

const ways = ['class', 'area', 'disease', 'age'] as const

function wordOf(by: string, part: Part, t: Translate): string {
  if (by === 'area') return part.name || part.code
  if (by === 'age') return t(`lab.age_${part.code}`)
  return t(`lab.${by}_${part.code.toLowerCase()}`)
}

interface SplitProps {
  /** Each reform with its name, '' where there is only one. */
  list: Outcome[]
  stale?: boolean
}

/** A group of households under each reform. */
interface Group {
  code: string
  word: string
  parts: { name: string; part: Part }[]
}

function groupsOf(list: Outcome[], by: string, t: Translate): Group[] {
  const groups: Group[] = []
  for (const one of list)
    for (const part of one.versus.splits.find((split) => split.by === by)?.parts ?? []) {
      let group = groups.find((x) => x.code === part.code)
      if (!group) {
        group = { code: part.code, word: wordOf(by, part, t), parts: [] }
        groups.push(group)
      }
      group.parts.push({ name: list.length > 1 ? one.name : '', part })
    }
  return groups
}

/** Who gains and who loses, as bars to both sides of nothing. */
export function SplitCard({ list, stale }: SplitProps) {
  const t = useT()
  const [by, setBy] = useState<string>('class')
  const [asTable, setAsTable] = useState(false)
  const groups = useMemo(() => groupsOf(list, by, t), [list, by, t])
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
      {groups.length === 0 ? (
        <p className={css.none}>{t(list.length > 0 ? 'lab.nobody' : 'lab.move_first')}</p>
      ) : (
        <figure className={css.figure}>
          {asTable ? <PartTable groups={groups} by={by} /> : <PartBars groups={groups} />}
          <figcaption>
            <button type="button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
              {t(asTable ? 'ui.as_chart' : 'ui.as_table')}
            </button>
          </figcaption>
        </figure>
      )}
    </Card>
  )
}

/** Bars are short of the edges by the room that their figures take. */
function PartBars({ groups }: { groups: Group[] }) {
  const t = useT()
  const all = groups.flatMap((group) => group.parts.map((one) => one.part))
  const less = Math.max(0, ...all.map((part) => part.less_fen))
  const more = Math.max(0, ...all.map((part) => part.more_fen))
  const width = Math.max(less + more, 1)
  const zero = (less / width) * 100
  const wide = (fen: number) => `${(fen / width) * 100}%`
  return (
    <ul className={css.parts} aria-label={t('lab.splits_label')}>
      {groups.flatMap((group) =>
        group.parts.map(({ name, part }, at) => (
          <li key={`${group.code} ${name}`}>
            <span>
              {at === 0 ? group.word : ''}
              {name ? <small>{name}</small> : null}
            </span>
            <div>
              <i className={css.zero} style={{ left: `${zero}%` }} />
              {part.less_fen > 0 ? (
                <i className={css.lessBar} style={{ right: `${100 - zero}%`, width: wide(part.less_fen) }}>
                  <em>−{short(part.less_fen)}</em>
                </i>
              ) : null}
              {part.more_fen > 0 ? (
                <i className={css.moreBar} style={{ left: `${zero}%`, width: wide(part.more_fen) }}>
                  <em>+{short(part.more_fen)}</em>
                </i>
              ) : null}
              {part.less_fen + part.more_fen === 0 ? (
                <em className={css.level} style={{ left: `${zero}%` }}>
                  {t('lab.no_change')}
                </em>
              ) : null}
            </div>
            <span>
              {t('lab.up_down', { up: part.up.toLocaleString(), down: part.down.toLocaleString() })}
            </span>
          </li>
        )),
      )}
    </ul>
  )
}

function PartTable({ groups, by }: { groups: Group[]; by: string }) {
  const t = useT()
  const head = ['before', 'after', 'more', 'less', 'up', 'down', 'same']
  return (
    <div className={css.partTable}>
      <table>
        <caption className="unseen">{t('lab.splits_label')}</caption>
        <thead>
          <tr>
            <th scope="col">{t(`lab.by_${by}`)}</th>
            {head.map((one) => (
              <th key={one} scope="col">
                {t(`lab.${one}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.flatMap((group) =>
            group.parts.map(({ name, part }) => (
              <tr key={`${group.code} ${name}`}>
                <th scope="row">
                  {group.word} {name}
                </th>
                {[part.before_fen, part.after_fen, part.more_fen, part.less_fen].map((fen, at) => (
                  <td key={head[at]}>{yuan(fen)}</td>
                ))}
                {[part.up, part.down, part.same].map((n, at) => (
                  <td key={head[at + 4]}>{n.toLocaleString()}</td>
                ))}
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  )
}

const inks = [
  ['#3D6C9C', '#2A5B88'],
  ['#3A8E92', '#236E72'],
  ['#D9A441', '#8A5A00'],
  ['#8C6BB1', '#6A4A93'],
] as const

/** How many households get how much. */
export function BandCard({ list, stale }: SplitProps) {
  const t = useT()
  const bands = useMemo(() => list[0]?.versus.bands ?? [], [list])
  const names = useMemo(
    () => list.map((one) => (list.length > 1 ? t('lab.reform', { name: one.name }) : t('lab.after'))),
    [list, t],
  )
  const words = useMemo(
    () => bands.map((band) => t(`lab.band_${band.from_fen === 1 ? 1 : band.from_fen / 100}`)),
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
        fontSize: 10,
        formatter: (one: { value: number }) => (one.value ? few(one.value) : ''),
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
        ...list.map((one, at) =>
          series(
            names[at] ?? '',
            inks[at]?.[0] ?? '',
            inks[at]?.[1] ?? '',
            one.versus.bands.slice(1).map((band) => band.after),
          ),
        ),
      ],
      media: narrow({}, { xAxis: { axisLabel: { rotate: 45, fontSize: 10 } } }),
    }
  }, [bands, words, list, names, t])
  return (
    <Card title={t('lab.bands')} note={t('lab.in_households')} className={cx(stale && css.stale)} padded>
      {bands.length === 0 ? (
        <p className={css.none}>{t('lab.move_first')}</p>
      ) : (
        <Chart
          label={t('lab.bands_label')}
          option={option}
          height={170}
          head={[t('lab.amount'), t('lab.before'), ...names]}
          rows={bands.map((band, at) => [
            words[at] ?? '',
            band.before,
            ...list.map((one) => one.versus.bands[at]?.after ?? 0),
          ])}
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
