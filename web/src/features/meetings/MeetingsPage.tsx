import Button from 'antd/es/button'
import { useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { type Column, DataTable } from '../../ui/DataTable'
import { DateText } from '../../ui/DateText'
import { Icon } from '../../ui/Icon'
import { Page } from '../../ui/Page'
import type { TableFilter } from '../../ui/TableFilters'
import { PrepareDialog } from './PrepareDialog'
import { meetingKeys } from './queries'
import type { Meeting } from './types'
import { MeetingTag } from './words'

const states = ['preparing', 'in_session', 'closed', 'minuted', 'cancelled']

/** All joint meetings, the next one first. */
export default function MeetingsPage() {
  const t = useT()
  const me = useMe()
  const navigate = useNavigate()
  const [calling, setCalling] = useState(false)
  const year = Number(me.today.slice(0, 4))
  const filters = useMemo<TableFilter[]>(
    () => [
      {
        key: 'state',
        label: t('meetings.state'),
        kind: 'choices',
        options: states.map((value) => ({ value, label: t(`meetings.state_${value}`) })),
        width: 220,
      },
      {
        key: 'year',
        label: t('meetings.year'),
        kind: 'choice',
        options: [0, 1, 2, 3, 4].map((back) => ({ value: `${year - back}`, label: `${year - back}` })),
        width: 120,
      },
    ],
    [t, year],
  )
  const columns = useMemo<Column<Meeting>[]>(
    () => [
      { key: 'title', title: t('meetings.meeting'), width: 260, render: (row) => row.title },
      {
        key: 'state',
        title: t('meetings.state'),
        width: 120,
        phone: 'head',
        render: (row) => <MeetingTag state={row.state} t={t} />,
      },
      {
        key: 'held',
        title: t('meetings.held'),
        width: 170,
        sortable: true,
        render: (row) => (
          <>
            <DateText date={row.held_on} style="paper" /> {row.held_at}
          </>
        ),
      },
      { key: 'place', title: t('meetings.place'), phone: 'hide', render: (row) => row.place },
      { key: 'chair', title: t('meetings.chair'), width: 110, render: (row) => row.chair_name },
      {
        key: 'number',
        title: t('meetings.number'),
        width: 120,
        phone: 'hide',
        render: (row) => row.number.slice(0, 9),
      },
    ],
    [t],
  )
  const mayCall = me.permissions.includes('meeting.prepare')
  const call = (
    <Button type="primary" icon={<Icon name="plus" />} onClick={() => setCalling(true)}>
      {t('meetings.call')}
    </Button>
  )
  return (
    <Page title={t('meetings.title')} note={t('meetings.list_note')} actions={mayCall ? call : undefined} fit>
      <DataTable
        name={meetingKeys.list}
        path="/meetings"
        columns={columns}
        filters={filters}
        defaultSort="-held"
        rowKey={(row) => row.id}
        rowLink={(row) => paths.meeting(row.id)}
        exportable
        empty={{
          title: t('meetings.none'),
          hint: t('meetings.none_hint'),
          actions: mayCall ? call : undefined,
        }}
      />
      <PrepareDialog
        open={calling}
        onClose={() => setCalling(false)}
        onDone={(meeting) => void navigate(paths.meeting(meeting.id))}
      />
    </Page>
  )
}
