import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useMemo, useState } from 'react'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { DateText } from '../../ui/DateText'
import { Icon } from '../../ui/Icon'
import type { TableFilter } from '../../ui/TableFilters'
import { Tag } from '../../ui/Tag'
import { useToday } from '../../ui/today'
import { choicesQuery, serviceKeys } from './queries'
import { ServicesPart } from './ServicesPart'
import { SessionDialog } from './SessionDialog'
import css from './services.module.css'
import { kinds, type Session, states, stateTones } from './types'

export default function SessionsPage() {
  const t = useT()
  const choices = useQuery(choicesQuery).data
  const [making, setMaking] = useState<'planned' | 'done'>()
  const filters = useMemo<TableFilter[]>(
    () => [
      { key: 'q', label: t('services.filter_text'), kind: 'text' },
      {
        key: 'state',
        label: t('services.state'),
        kind: 'choices',
        width: 190,
        options: states.map((value) => ({ value, label: t(`services.state_${value}`) })),
      },
      {
        key: 'kind',
        label: t('services.kind'),
        kind: 'choice',
        width: 130,
        options: kinds.map((value) => ({ value, label: t(`services.kind_${value}`) })),
      },
      { key: 'provider_id', label: '', kind: 'hidden' },
      { key: 'case_id', label: '', kind: 'hidden' },
    ],
    [t],
  )
  const columns = useMemo<Column<Session>[]>(
    () => [
      {
        key: 'on_date',
        title: t('services.on'),
        width: 122,
        sortable: true,
        render: (row) => <When session={row} />,
      },
      {
        key: 'state',
        title: t('services.state'),
        width: 86,
        phone: 'head',
        render: (row) => <Tag tone={stateTones[row.state] ?? 'grey'}>{t(`services.state_${row.state}`)}</Tag>,
      },
      {
        key: 'kind',
        title: t('services.kind'),
        width: 104,
        sortable: true,
        render: (row) => t(`services.kind_${row.kind}`),
      },
      { key: 'person', title: t('services.person'), width: 92, render: (row) => row.person_name },
      {
        key: 'file_no',
        title: t('services.file_no'),
        width: 124,
        phone: 'hide',
        render: (row) => row.file_no || <span className="aux">—</span>,
      },
      { key: 'area', title: t('services.area'), width: 92, phone: 'hide', render: (row) => row.area_name },
      { key: 'provider', title: t('services.provider'), sortable: true, render: (row) => row.provider_name },
      {
        key: 'place',
        title: t('services.place'),
        phone: 'hide',
        render: (row) => row.place || <span className="aux">—</span>,
      },
      {
        key: 'minutes',
        title: t('services.minutes'),
        width: 92,
        align: 'right',
        sortable: true,
        render: (row) => row.minutes || <span className="aux">—</span>,
      },
      {
        key: 'outcome',
        title: t('services.outcome'),
        width: 92,
        render: (row) =>
          row.outcome ? t(`services.outcome_${row.outcome}`) : <span className="aux">—</span>,
      },
    ],
    [t],
  )
  return (
    <ServicesPart
      actions={
        choices && can(choices, 'plan') ? (
          <>
            <Button onClick={() => setMaking('done')}>{t('services.record')}</Button>
            <Button type="primary" icon={<Icon name="plus" />} onClick={() => setMaking('planned')}>
              {t('services.plan')}
            </Button>
          </>
        ) : undefined
      }
    >
      <DataTable
        name={serviceKeys.list}
        path="/services"
        columns={columns}
        filters={filters}
        defaultSort="-on_date"
        rowKey={(row) => row.id}
        rowLink={(row) => paths.service(row.id)}
        exportable={choices ? can(choices, 'export') : false}
        empty={{ title: t('services.none'), hint: t('services.none_hint') }}
      />
      <SessionDialog state={making} onClose={() => setMaking(undefined)} />
    </ServicesPart>
  )
}

function When({ session }: { session: Session }) {
  const today = useToday()
  const late = session.state === 'planned' && session.on_date < today
  return (
    <span className={late ? css.late : undefined}>
      <DateText date={session.on_date} /> {session.starts}
    </span>
  )
}
