import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Drawer from 'antd/es/drawer'
import { useState } from 'react'
import { can } from '../../auth/session'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { usePhone } from '../../lib/media'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { Tag } from '../../ui/Tag'
import { PolicyParts } from './PolicyParts'
import { ProposeRules } from './ProposeRules'
import { rulesQuery } from './queries'
import { RuleSetDetail } from './RuleSetDetail'
import css from './rules.module.css'
import type { RuleBoard, RuleLine } from './types'
import { usePolicyState } from './usePolicyState'
import { ViewSwitch } from './ViewSwitch'
import { wordOf } from './value'

/** Rule sets: which version is in force since when and by which document, what it says, and a draft of the next one. */
export function RulesView() {
  const t = useT()
  const state = usePolicyState()
  const board = useQuery({ ...rulesQuery(state.on), placeholderData: keepPreviousData })
  if (board.data) return <Ready board={board.data} />
  return (
    <Page title={t('policy.rules_title')} actions={<ViewSwitch />} fit>
      <Card grow>
        {board.isError ? (
          <ErrorState error={board.error} onRetry={() => void board.refetch()} />
        ) : (
          <Loading lines={10} />
        )}
      </Card>
    </Page>
  )
}

/** What is being written: a new draft from a version's text, or another text of one's own draft. */
interface Writing {
  from: string
  draft: string
}

function Ready({ board }: { board: RuleBoard }) {
  const t = useT()
  const phone = usePhone()
  const state = usePolicyState()
  const [writing, setWriting] = useState<Writing | null>(null)
  const chosen = board.items.find((line) => line.name === state.rules)
  const shown = chosen ?? (phone ? undefined : board.items[0])
  const version = shown ? state.version || versionOf(shown) : ''
  const mayPropose = can(board, 'propose')
  const detail =
    shown && version ? (
      <RuleSetDetail
        key={version}
        line={shown}
        id={version}
        onRevise={() => setWriting({ from: version, draft: version })}
      />
    ) : null
  return (
    <Page
      title={t('policy.rules_title')}
      note={t('policy.rules_note')}
      fit
      actions={
        <>
          <ViewSwitch />
          {mayPropose && shown ? (
            <Button
              type="primary"
              icon={<Icon name="pen" />}
              onClick={() => setWriting({ from: shown.current?.id ?? version, draft: '' })}
            >
              {t('policy.propose_rules')}
            </Button>
          ) : null}
        </>
      }
    >
      <PolicyParts />
      <div className={css.columns}>
        <ul className={css.sets} aria-label={t('policy.rule_sets')}>
          {board.items.map((line) => (
            <SetRow
              key={line.name}
              line={line}
              chosen={line.name === shown?.name}
              onChoose={() => state.set({ rules: line.name, version: '' })}
            />
          ))}
        </ul>
        {phone ? (
          <Drawer
            open={chosen !== undefined}
            title={chosen ? wordOf(chosen.title) : ''}
            placement="bottom"
            size="90%"
            styles={{ body: { padding: 0 } }}
            onClose={() => state.set({ rules: '', version: '' })}
          >
            {detail}
          </Drawer>
        ) : (
          detail
        )}
      </div>
      {writing ? (
        <ProposeRules
          board={board}
          from={writing.from}
          draft={writing.draft}
          onClose={() => setWriting(null)}
          onSaved={(saved) => {
            setWriting(null)
            state.set({ rules: saved.name, version: saved.id })
          }}
        />
      ) : null}
    </Page>
  )
}

/** The version to begin with: the one in force, else what comes. */
function versionOf(line: RuleLine): string {
  return line.current?.id ?? line.scheduled[0]?.id ?? line.drafts[0]?.id ?? ''
}

function SetRow({ line, chosen, onChoose }: { line: RuleLine; chosen: boolean; onChoose: () => void }) {
  const t = useT()
  const { current } = line
  return (
    <li className={cx(chosen && css.chosen)}>
      <p>
        <button type="button" aria-pressed={chosen} onClick={onChoose}>
          {wordOf(line.title) || line.name}
        </button>
        {line.scheduled.length > 0 ? <Tag tone="blue">{t('policy.changes_soon')}</Tag> : null}
        {line.drafts.length > 0 ? <Tag tone="amber">{t('policy.has_draft')}</Tag> : null}
      </p>
      <p className="aux">
        <code>{line.name}</code>
        {current ? (
          <>
            {' '}
            {t('policy.rule_version', { n: current.version })}{' '}
            {current.from_start ? (
              t('policy.from_start')
            ) : (
              <>
                {t('policy.since')}
                <DateText date={current.from_on} style="paper" />
              </>
            )}
            {current.to_on ? (
              <>
                {t('policy.until')}
                <DateText date={current.to_on} style="paper" />
              </>
            ) : null}
          </>
        ) : (
          <> {t('policy.unset')}</>
        )}
      </p>
    </li>
  )
}
