import { useQuery } from '@tanstack/react-query'
import Select from 'antd/es/select'
import { useMemo, useState } from 'react'
import { useSearchParams } from 'react-router'
import { useMe } from '../../auth/session'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { type Column, DataTable } from '../../ui/DataTable'
import { DateText } from '../../ui/DateText'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import type { TableFilter } from '../../ui/TableFilters'
import { DueGroups } from './DueGroups'
import { PlanDialog, type PlanTarget } from './PlanDialog'
import { boardQuery, visitKeys } from './queries'
import { FollowUps, Undecided } from './SideCards'
import type { Visit } from './types'
import { VisitState } from './VisitState'
import css from './visits.module.css'

const kinds = ['initial', 'revisit', 'after_exit']

/** Where to go, by deadline, and what was found. */
export default function VisitsPage() {
  const t = useT()
  const [search, setSearch] = useSearchParams()
  const tab = search.get('tab') === 'all' ? 'all' : 'due'
  return (
    <Page
      title={t('visits.title')}
      fit
      actions={
        <fieldset className={css.choice} aria-label={t('visits.show')}>
          {(['due', 'all'] as const).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === tab}
              className={cx(one === tab && css.chosen)}
              onClick={() => setSearch(one === 'due' ? {} : { tab: one })}
            >
              {t(`visits.tab_${one}`)}
            </button>
          ))}
        </fieldset>
      }
    >
      {tab === 'due' ? <Board /> : <Records />}
    </Page>
  )
}

function Board() {
  const t = useT()
  const [mine, setMine] = useState(false)
  const [kind, setKind] = useState('')
  const [plan, setPlan] = useState<PlanTarget>()
  const board = useQuery(boardQuery(mine, kind))
  if (board.isPending)
    return (
      <Card grow>
        <Loading lines={8} />
      </Card>
    )
  if (board.isError)
    return (
      <Card grow>
        <ErrorState error={board.error} onRetry={() => void board.refetch()} />
      </Card>
    )
  const total = board.data.groups.reduce((sum, group) => sum + group.count, 0)
  return (
    <div className={css.columns}>
      <Card
        grow
        title={t('visits.due')}
        note={t('visits.due_note', { n: total })}
        className={css.main}
        extra={
          <>
            <fieldset className={css.choice} aria-label={t('visits.whose')}>
              {[false, true].map((one) => (
                <button
                  key={String(one)}
                  type="button"
                  aria-pressed={one === mine}
                  className={cx(one === mine && css.chosen)}
                  onClick={() => setMine(one)}
                >
                  {t(one ? 'visits.mine' : 'visits.everybody')}
                </button>
              ))}
            </fieldset>
            <Select
              size="small"
              aria-label={t('visits.kind')}
              style={{ width: 110 }}
              value={kind}
              options={[
                { value: '', label: t('visits.kind_all') },
                ...kinds.slice(0, 2).map((value) => ({ value, label: t(`visits.kind_${value}`) })),
              ]}
              onChange={setKind}
            />
          </>
        }
      >
        {total === 0 ? (
          <EmptyState
            icon="check"
            title={t(mine ? 'visits.none_mine' : 'visits.none_due')}
            hint={t('visits.none_due_hint')}
          />
        ) : (
          <DueGroups groups={board.data.groups} onPlan={setPlan} />
        )}
      </Card>
      <div className={css.side}>
        <Undecided visits={board.data.undecided} />
        <FollowUps items={board.data.follow_ups} onPlan={setPlan} />
      </div>
      <PlanDialog target={plan} onClose={() => setPlan(undefined)} />
    </div>
  )
}

function Records() {
  const t = useT()
  const may = useMe().permissions
  const filters = useMemo<TableFilter[]>(
    () => [
      { key: 'q', label: t('visits.find_file'), kind: 'text', width: 170 },
      {
        key: 'kind',
        label: t('visits.kind'),
        kind: 'choice',
        width: 130,
        options: kinds.map((value) => ({ value, label: t(`visits.kind_${value}`) })),
      },
      {
        key: 'state',
        label: t('visits.state'),
        kind: 'choice',
        width: 120,
        options: ['planned', 'done', 'cancelled'].map((value) => ({
          value,
          label: t(`visits.state_${value}`),
        })),
      },
      {
        key: 'advice',
        label: t('visits.advice'),
        kind: 'choice',
        width: 140,
        options: ['support', 'not_support', 'look_again', 'increase', 'keep', 'reduce', 'end'].map(
          (value) => ({
            value,
            label: t(`visits.advice_${value}`),
          }),
        ),
      },
      { key: 'tab', label: '', kind: 'hidden' },
    ],
    [t],
  )
  const columns = useMemo<Column<Visit>[]>(
    () => [
      { key: 'title', title: t('visits.household'), width: 100, render: (row) => row.title },
      { key: 'file_no', title: t('visits.file_no'), width: 130, render: (row) => row.file_no },
      {
        key: 'kind',
        title: t('visits.kind'),
        width: 92,
        phone: 'head',
        render: (row) => t(`visits.kind_${row.kind}`),
      },
      {
        key: 'state',
        title: t('visits.state'),
        width: 84,
        phone: 'head',
        render: (row) => <VisitState visit={row} />,
      },
      { key: 'place', title: t('visits.where'), phone: 'hide', render: (row) => row.area_name + row.street },
      {
        key: 'planned_on',
        title: t('visits.planned_on'),
        width: 104,
        sortable: true,
        render: (row) => <DateText date={row.planned_on} />,
      },
      {
        key: 'done_on',
        title: t('visits.done_on'),
        width: 104,
        sortable: true,
        phone: 'hide',
        render: (row) => <DateText date={row.done_on} />,
      },
      {
        key: 'visitors',
        title: t('visits.visitors'),
        render: (row) => row.visitors.map((one) => one.name).join('、'),
      },
      {
        key: 'advice',
        title: t('visits.advice_or_outcome'),
        width: 120,
        render: (row) =>
          row.outcome || row.advice ? (
            t(`visits.advice_${row.outcome || row.advice}`)
          ) : (
            <span className="aux">—</span>
          ),
      },
    ],
    [t],
  )
  return (
    <DataTable
      name={visitKeys.list}
      path="/visits"
      columns={columns}
      filters={filters}
      defaultSort="-planned_on"
      rowKey={(row) => row.id}
      rowLink={(row) => paths.visit(row.id)}
      exportable={may.includes('visit.export')}
      empty={{ title: t('visits.no_records'), hint: t('visits.no_records_hint') }}
    />
  )
}
