import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Drawer from 'antd/es/drawer'
import { useState } from 'react'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { usePhone } from '../../lib/media'
import { Card } from '../../ui/Card'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { Detail } from './Detail'
import { ParamTable } from './ParamTable'
import { PolicyParts } from './PolicyParts'
import { ProposeDialog } from './ProposeDialog'
import css from './policy.module.css'
import { boardQuery } from './queries'
import { ReplayButton } from './ReplayButton'
import { RulesView } from './RulesView'
import type { Board } from './types'
import { narrowed, usePolicyState } from './usePolicyState'
import { ViewSwitch } from './ViewSwitch'
import { nameOf } from './value'

/** What the city goes by: the parameters, and the rules that compute with them. */
export default function PolicyPage() {
  const { tab } = usePolicyState()
  return tab === 'rules' ? <RulesView /> : <ParamsView />
}

/** Parameters: what is in force where and since when, by which document; how it came about; a new version. */
function ParamsView() {
  const t = useT()
  const state = usePolicyState()
  const board = useQuery({ ...boardQuery(state.area, state.on), placeholderData: keepPreviousData })
  if (!board.data)
    return (
      <Page title={t('policy.title')} actions={<ViewSwitch />} fit>
        <Card grow>
          {board.isError ? (
            <ErrorState error={board.error} onRetry={() => void board.refetch()} />
          ) : (
            <Loading lines={10} />
          )}
        </Card>
      </Page>
    )
  return <Ready board={board.data} />
}

function Ready({ board }: { board: Board }) {
  const t = useT()
  const phone = usePhone()
  const state = usePolicyState()
  const [proposing, setProposing] = useState('')
  const chosen = board.items.find((line) => line.key === state.key)
  const proposed = board.items.find((line) => line.key === proposing)
  const mayPropose = can(board, 'propose')
  const shown = chosen ?? (phone ? undefined : narrowed(board, state.group, state.q)[0]?.lines[0])
  const detail = shown ? (
    <Detail
      line={shown}
      area={board.area_name}
      onPropose={phone && mayPropose ? () => setProposing(shown.key) : undefined}
    />
  ) : null
  return (
    <Page
      title={t('policy.title')}
      note={t('policy.note')}
      fit
      actions={
        <>
          <ViewSwitch />
          {can(board, 'replay') ? <ReplayButton /> : null}
          {mayPropose && shown && !phone ? (
            <Button type="primary" icon={<Icon name="pen" />} onClick={() => setProposing(shown.key)}>
              {t('policy.propose')}
            </Button>
          ) : null}
        </>
      }
    >
      <PolicyParts />
      <div className={css.columns}>
        <ParamTable board={board} chosen={shown?.key ?? ''} />
        {phone ? (
          <Drawer
            open={chosen !== undefined}
            title={chosen ? nameOf(chosen) : ''}
            placement="bottom"
            size="85%"
            styles={{ body: { padding: 0 } }}
            onClose={() => state.set({ key: '' })}
          >
            {detail}
          </Drawer>
        ) : (
          <aside className={css.side}>{detail}</aside>
        )}
      </div>
      {proposed ? <ProposeDialog board={board} line={proposed} onClose={() => setProposing('')} /> : null}
    </Page>
  )
}
