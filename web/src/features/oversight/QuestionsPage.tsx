import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Drawer from 'antd/es/drawer'
import { useMemo, useState } from 'react'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { type Column, DataTable } from '../../ui/DataTable'
import { DateText } from '../../ui/DateText'
import { Icon } from '../../ui/Icon'
import type { TableFilter } from '../../ui/TableFilters'
import { Tag } from '../../ui/Tag'
import { useToday } from '../../ui/today'
import { AskDialog } from './AskDialog'
import { CaseLink } from './JournalPage'
import { OversightPart } from './OversightPart'
import css from './oversight.module.css'
import { QuestionTalk } from './QuestionTalk'
import { choicesQuery, oversightKeys } from './queries'
import { type Question, questionStates, questionTones } from './types'

export default function QuestionsPage() {
  const t = useT()
  const choices = useQuery(choicesQuery).data
  const [asking, setAsking] = useState(false)
  const [chosen, setChosen] = useState<Question>()
  const filters = useMemo<TableFilter[]>(
    () => [
      {
        key: 'state',
        label: t('oversight.state'),
        kind: 'choices',
        width: 200,
        options: questionStates.map((value) => ({ value, label: t(`oversight.state_${value}`) })),
      },
    ],
    [t],
  )
  const columns = useMemo<Column<Question>[]>(
    () => [
      {
        key: 'number',
        title: t('oversight.number'),
        width: 124,
        render: (row) => (
          <button type="button" className={css.plain} onClick={() => setChosen(row)}>
            {row.number}
          </button>
        ),
      },
      {
        key: 'state',
        title: t('oversight.state'),
        width: 90,
        phone: 'head',
        render: (row) => (
          <Tag tone={questionTones[row.state] ?? 'grey'}>{t(`oversight.state_${row.state}`)}</Tag>
        ),
      },
      { key: 'text', title: t('oversight.question'), render: (row) => row.text },
      { key: 'org', title: t('oversight.asked_of'), width: 190, render: (row) => row.org_name },
      { key: 'case', title: t('oversight.case'), width: 128, render: (row) => <CaseLink one={row.case} /> },
      {
        key: 'due_on',
        title: t('oversight.due'),
        width: 100,
        sortable: true,
        render: (row) => <Due one={row} />,
      },
      { key: 'by', title: t('oversight.asked_by'), width: 96, phone: 'hide', render: (row) => row.asked_by },
    ],
    [t],
  )
  return (
    <OversightPart
      actions={
        choices && can(choices, 'ask') ? (
          <Button type="primary" icon={<Icon name="plus" />} onClick={() => setAsking(true)}>
            {t('oversight.ask')}
          </Button>
        ) : undefined
      }
    >
      <DataTable
        name={oversightKeys.questions}
        path="/oversight/questions"
        exportable={choices ? can(choices, 'export') : false}
        columns={columns}
        filters={filters}
        defaultSort="-asked"
        rowKey={(row) => row.id}
        empty={{ title: t('oversight.questions_none'), hint: t('oversight.questions_none_hint') }}
      />
      <AskDialog open={asking} departments={choices?.departments ?? []} onClose={() => setAsking(false)} />
      <Drawer
        open={chosen !== undefined}
        onClose={() => setChosen(undefined)}
        title={chosen?.number}
        size={480}
        destroyOnHidden
      >
        {chosen ? <QuestionTalk question={chosen} onDone={() => setChosen(undefined)} /> : null}
      </Drawer>
    </OversightPart>
  )
}

function Due({ one }: { one: Question }) {
  const today = useToday()
  const late = (one.state === 'asked' || one.state === 'returned') && one.due_on < today
  return (
    <span className={late ? css.late : undefined}>
      <DateText date={one.due_on} />
    </span>
  )
}
