import { useMemo } from 'react'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { DateText } from '../../ui/DateText'
import { Money } from '../../ui/Money'
import { Tag } from '../../ui/Tag'
import { LabPart } from './LabPart'
import { labKeys } from './queries'
import type { Head } from './types'
import { signed } from './words'

/** The kept runs, newest first. */
export default function RunsPage() {
  const t = useT()
  const columns = useMemo<Column<Head>[]>(
    () => [
      { key: 'name', title: t('lab.name'), render: (row) => row.name },
      {
        key: 'adopted',
        title: t('lab.state'),
        width: 100,
        phone: 'head',
        render: (row) =>
          row.adopted ? (
            <Tag tone="violet">{t('lab.state_adopted')}</Tag>
          ) : (
            <Tag tone="grey">{t('lab.state_kept')}</Tag>
          ),
      },
      {
        key: 'kind',
        title: t('lab.population'),
        width: 170,
        render: (row) =>
          t(row.kind === 'real' ? 'lab.real_n' : 'lab.synthetic', { n: row.households.toLocaleString() }),
      },
      {
        key: 'cost',
        title: t('lab.cost_before'),
        width: 130,
        align: 'right',
        render: (row) => <Money fen={row.cost_fen} />,
      },
      {
        key: 'reform',
        title: t('lab.cost_after'),
        width: 130,
        align: 'right',
        render: (row) => <Money fen={row.reform_fen} strong />,
      },
      {
        key: 'step',
        title: t('lab.difference'),
        width: 120,
        align: 'right',
        render: (row) => signed(row.reform_fen - row.cost_fen),
      },
      { key: 'by', title: t('lab.made_by'), width: 110, render: (row) => row.made_by },
      { key: 'made', title: t('lab.made_at'), width: 120, render: (row) => <DateText at={row.made_at} /> },
    ],
    [t],
  )
  return (
    <LabPart>
      <DataTable<Head>
        name={[...labKeys.runs, 'list']}
        path="/lab/runs"
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={(row) => paths.labRun(row.id)}
        empty={{ title: t('lab.no_runs'), hint: t('lab.no_runs_hint') }}
      />
    </LabPart>
  )
}
