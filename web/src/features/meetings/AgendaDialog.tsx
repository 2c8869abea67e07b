import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useEffect, useState } from 'react'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Tag } from '../../ui/Tag'
import css from './meetings.module.css'
import { addToAgenda, candidatesQuery } from './queries'
import type { Candidates } from './types'
import { useMeetingAction } from './useMeetingAction'
import { missingText, wordOf } from './words'

interface Props {
  open: boolean
  id: string
  onClose: () => void
}

/** Chooses what comes before the meeting: cases, a rule, urgent payments to ratify. */
export function AgendaDialog({ open, id, onClose }: Props) {
  const t = useT()
  const list = useQuery({ ...candidatesQuery(id), enabled: open })
  return (
    <Modal open={open} width={760} title={t('meetings.add')} footer={null} onCancel={onClose} destroyOnHidden>
      {list.data ? (
        <Choice id={id} list={list.data} onClose={onClose} />
      ) : list.isPending ? (
        <Loading lines={6} />
      ) : (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      )}
    </Modal>
  )
}

function Choice({ id, list, onClose }: { id: string; list: Candidates; onClose: () => void }) {
  const t = useT()
  const waiting = list.cases.filter((one) => one.state !== 'noticed')
  const [cases, setCases] = useState<string[]>(() => waiting.map((one) => one.case_id))
  const [rules, setRules] = useState<string[]>([])
  const [title, setTitle] = useState('')
  const [text, setText] = useState('')
  const [urgents, setUrgents] = useState(list.urgents.length > 0)
  const action = useMeetingAction({ send: addToAgenda, onDone: onClose })
  const first = list.rules.find((rule) => rules.includes(rule.id))
  useEffect(() => {
    if (first) setTitle((old) => old || t('meetings.rule_title', { name: wordOf(first.label) }))
  }, [first, t])
  const nothing = cases.length === 0 && rules.length === 0 && !urgents
  const pick = (old: string[], one: string, on: boolean) =>
    on ? [...old, one] : old.filter((other) => other !== one)
  return (
    <>
      <div className={css.choice}>
        <h3>{t('meetings.cases_waiting', { n: list.cases.length })}</h3>
        {list.cases.length === 0 ? <p className="aux">{t('meetings.cases_none')}</p> : null}
        <ul>
          {list.cases.map((one) => (
            <li key={one.case_id}>
              <Checkbox
                checked={cases.includes(one.case_id)}
                onChange={(event) => setCases(pick(cases, one.case_id, event.target.checked))}
              >
                <b>{one.title}</b> <span className="aux">{one.file_no}</span>
              </Checkbox>
              <span className="num">{one.amount_fen > 0 ? yuan(one.amount_fen) : ''}</span>
              <span className={css.lacks}>{one.missing.map((lack) => missingText(lack, t)).join('；')}</span>
            </li>
          ))}
        </ul>
        <h3>{t('meetings.rules_waiting', { n: list.rules.length })}</h3>
        {list.rules.length === 0 ? <p className="aux">{t('meetings.rules_none')}</p> : null}
        <ul>
          {list.rules.map((one) => (
            <li key={one.id}>
              <Checkbox
                checked={rules.includes(one.id)}
                onChange={(event) => setRules(pick(rules, one.id, event.target.checked))}
              >
                {wordOf(one.label)}
              </Checkbox>
              <span className="num">
                {one.now || '—'} → <b>{one.value}</b>
              </span>
              <span className="aux">{t('meetings.from_on', { on: one.from_on })}</span>
            </li>
          ))}
        </ul>
        {rules.length > 0 ? (
          <div className={css.ruleText}>
            <Input
              aria-label={t('meetings.motion_title')}
              placeholder={t('meetings.motion_title')}
              maxLength={60}
              value={title}
              onChange={(event) => setTitle(event.target.value)}
            />
            <Input.TextArea
              aria-label={t('meetings.motion_text')}
              placeholder={t('meetings.motion_text')}
              rows={2}
              maxLength={1000}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </div>
        ) : null}
        {list.urgents.length > 0 ? (
          <>
            <h3>{t('meetings.urgents_waiting', { n: list.urgents.length })}</h3>
            <Checkbox checked={urgents} onChange={(event) => setUrgents(event.target.checked)}>
              {list.urgents.map((one) => (
                <Tag key={one.id} tone="teal">
                  {one.title} {yuan(one.amount_fen)}
                </Tag>
              ))}
            </Checkbox>
          </>
        ) : null}
      </div>
      <div className={css.choiceFoot}>
        <Button
          type="primary"
          loading={action.pending}
          disabled={nothing || (rules.length > 0 && title.trim() === '')}
          onClick={() =>
            action.run({
              id,
              body: {
                case_ids: cases,
                ...(rules.length > 0
                  ? {
                      param_ids: chosenOf(list, rules, 'param'),
                      rule_ids: chosenOf(list, rules, 'rule_set'),
                      title: title.trim(),
                      text: text.trim(),
                    }
                  : {}),
                urgents,
              },
            })
          }
        >
          {t('meetings.add_ok', {
            n: cases.length + (rules.length > 0 ? 1 : 0) + (urgents ? list.urgents.length : 0),
          })}
        </Button>
      </div>
    </>
  )
}

/** The chosen drafts of one kind. */
function chosenOf(list: Candidates, ids: string[], kind: string): string[] {
  return list.rules.filter((one) => one.kind === kind && ids.includes(one.id)).map((one) => one.id)
}
