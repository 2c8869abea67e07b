import type { EChartsCoreOption } from 'echarts/core'
import type { Schemas } from '../../api/schemas'
import { narrow } from '../../ui/narrow'

type Flow = Schemas['GiftPublicFlow']

/** The picture of money from where it came through its fund to what it was for. */
export function flowOption(flows: readonly Flow[], other: string): EChartsCoreOption {
  // the place in front keeps a fund and a campaign of one name apart
  const links = flows.flatMap((one) => [
    { source: `1 ${one.campaign || other}`, target: `2 ${one.fund}`, value: one.amount_fen / 100 },
    { source: `2 ${one.fund}`, target: `3 ${one.kind}`, value: one.amount_fen / 100 },
  ])
  const merged = new Map<string, { source: string; target: string; value: number }>()
  for (const link of links) {
    const key = `${link.source}\n${link.target}`
    const have = merged.get(key)
    if (have) have.value += link.value
    else merged.set(key, { ...link })
  }
  const names = [...new Set(links.flatMap((link) => [link.source, link.target]))]
  return {
    tooltip: { trigger: 'item', valueFormatter: (value: number) => value.toLocaleString() },
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
        links: [...merged.values()],
        lineStyle: { color: 'source', opacity: 0.22 },
        label: { color: '#24211E', formatter: (one: { name: string }) => one.name.slice(2) },
      },
    ],
    media: narrow({ label: { width: 76, overflow: 'break' } }),
  }
}
