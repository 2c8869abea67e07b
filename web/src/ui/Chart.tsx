import type { EChartsCoreOption, EChartsType } from 'echarts/core'
import { useEffect, useRef, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { useT } from '../lib/i18n'
import css from './Chart.module.css'

interface Props {
  /** What the picture says, in one sentence; read out instead of the picture. */
  label: string
  option: EChartsCoreOption
  height?: number
  /** The figures behind the picture; the reader can switch to them. */
  head: string[]
  rows: (string | number)[][]
  note?: string
  /** Where the list behind a figure is: of a row, and of a series when the picture has several. */
  linkOf?: (row: number, series: number) => string | undefined
}

const base: EChartsCoreOption = {
  animationDuration: 250,
  color: ['#54799E', '#86A3BF', '#B9CBDB', '#B5382A', '#DB8A76', '#E3C078', '#3A8E92', '#C9C1B5'],
}

/** Draws another picture in the same place, without a moment of nothing. */
function draw(chart: EChartsType, option: EChartsCoreOption) {
  // Named, not inherited: the widths of words are measured outside the page.
  const { fontFamily } = getComputedStyle(chart.getDom())
  chart.setOption({ ...base, textStyle: { fontFamily, color: '#24211E' }, ...option }, { notMerge: true })
}

export function Chart({ label, option, height = 240, head, rows, note, linkOf }: Props) {
  const t = useT()
  const place = useRef<HTMLDivElement>(null)
  const [asTable, setAsTable] = useState(false)
  const navigate = useNavigate()
  const opens = useRef<(row: number, series: number) => void>(undefined)
  opens.current = (row, series) => {
    const to = linkOf?.(row, series)
    if (to) void navigate(to)
  }

  const chart = useRef<EChartsType>(undefined)
  const latest = useRef(option)
  latest.current = option

  useEffect(() => {
    const node = place.current
    if (!node || asTable) return
    let gone = false
    let tidy = () => {}
    void import('./echarts').then(({ init }) => {
      if (gone) return
      const made = init(node, null, { renderer: 'svg' })
      chart.current = made
      draw(made, latest.current)
      made.on('click', (one) => opens.current?.(one.dataIndex, one.seriesIndex ?? 0))
      const watcher = new ResizeObserver(() => made.resize())
      watcher.observe(node)
      tidy = () => {
        watcher.disconnect()
        made.dispose()
        chart.current = undefined
      }
    })
    return () => {
      gone = true
      tidy()
    }
  }, [asTable])

  useEffect(() => {
    if (chart.current) draw(chart.current, option)
  }, [option])

  return (
    <figure className={css.figure}>
      {asTable ? (
        <div className={css.table} style={{ height }}>
          <table>
            <caption className="unseen">{label}</caption>
            <thead>
              <tr>
                {head.map((cell) => (
                  <th key={cell} scope="col">
                    {cell}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, at) => (
                <tr key={row.join()}>
                  {row.map((cell, index) => (
                    <td key={head[index] ?? index}>
                      <Cell cell={cell} to={index > 0 ? linkOf?.(at, index - 1) : undefined} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <div ref={place} className={css.plot} style={{ height }} role="img" aria-label={label} />
      )}
      <figcaption className={css.foot}>
        <span>{note}</span>
        <button
          type="button"
          className={css.switch}
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {t(asTable ? 'ui.as_chart' : 'ui.as_table')}
        </button>
      </figcaption>
    </figure>
  )
}

function Cell({ cell, to }: { cell: string | number; to: string | undefined }) {
  const text = typeof cell === 'number' ? cell.toLocaleString() : cell
  return to ? <Link to={to}>{text}</Link> : text
}
