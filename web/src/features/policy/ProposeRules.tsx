import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import DatePicker from 'antd/es/date-picker'
import Input from 'antd/es/input'
import type { TextAreaRef } from 'antd/es/input/TextArea'
import Modal from 'antd/es/modal'
import Segmented from 'antd/es/segmented'
import Select from 'antd/es/select'
import dayjs from 'dayjs'
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { ApiError, FieldProblem } from '../../api/errors'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { ErrorState } from '../../ui/ErrorState'
import { Field } from '../../ui/Field'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { checkRules, policyKeys, ruleVersionQuery, saveRules } from './queries'
import css from './rules.module.css'
import { Outcomes } from './TestOutcomes'
import type { CheckedRules, RuleBoard, RuleDetail, RuleVersion } from './types'
import { wordOf } from './value'

interface Props {
  board: RuleBoard
  /** The version whose text to begin with. */
  from: string
  /** The own draft that gets another text; empty for a new one. */
  draft: string
  onClose: () => void
  onSaved: (saved: RuleVersion) => void
}

/** Writes a draft of the next version of a rule set; it holds nothing until a meeting adopts it. */
export function ProposeRules(props: Props) {
  const t = useT()
  const version = useQuery(ruleVersionQuery(props.from))
  if (version.data) return <Editor {...props} one={version.data} />
  return (
    <Modal open title={t('policy.propose_rules')} footer={null} onCancel={props.onClose}>
      {version.isError ? (
        <ErrorState error={version.error} onRetry={() => void version.refetch()} />
      ) : (
        <Loading lines={6} />
      )}
    </Modal>
  )
}

function Editor({ board, one, draft, onClose, onSaved }: Props & { one: RuleDetail }) {
  const t = useT()
  const queries = useQueryClient()
  const areas = { text: useRef<TextAreaRef>(null), tests: useRef<TextAreaRef>(null) }
  const [sheet, setSheet] = useState<Sheet>('text')
  const [text, setText] = useState(one.text)
  const [tests, setTests] = useState(one.tests_text)
  const [from, setFrom] = useState(() => firstDay(one, draft, board.on))
  const [note, setNote] = useState(draft ? one.note : '')
  const [beside, setBeside] = useState<string[]>(draft ? one.beside : [])
  const [problems, setProblems] = useState<FieldProblem[]>([])
  const [checked, setChecked] = useState<CheckedRules | null>(null)
  const others = board.items.flatMap((line) =>
    line.drafts
      .filter((other) => other.id !== draft && ['draft', 'checked'].includes(other.state))
      .map((other) => ({
        value: other.id,
        label: `${wordOf(line.title) || line.name} ${t('policy.rule_version', { n: other.version })}`,
      })),
  )
  const refused = (error: ApiError) => {
    setChecked(null)
    setProblems(error.fields)
    return error.fields.length > 0
  }
  const check = useAction({
    send: checkRules,
    onRefused: refused,
    onDone: (answer) => {
      setProblems([])
      setChecked(answer)
    },
  })
  const save = useAction({
    send: saveRules,
    onRefused: refused,
    onDone: async (saved) => {
      await queries.invalidateQueries({ queryKey: policyKeys.all })
      onSaved(saved)
    },
    done: t('policy.rules_saved'),
  })
  const body = { text, tests, from_on: from, note: note.trim(), beside }
  const show = (wanted: Sheet, line: number, column: number) => {
    flushSync(() => setSheet(wanted))
    go(areas[wanted].current?.resizableTextArea?.textArea, line, column)
  }
  return (
    <Modal
      open
      width={1040}
      style={{ top: 12 }}
      title={t(draft ? 'policy.revise_title' : 'policy.propose_rules_title', {
        name: wordOf(one.title) || one.name,
      })}
      onCancel={onClose}
      mask={{ closable: false }}
      destroyOnHidden
      footer={
        <>
          <Button onClick={onClose}>{t('policy.cancel')}</Button>
          <Button loading={check.pending} disabled={from === ''} onClick={() => check.run(body)}>
            {t('policy.check')}
          </Button>
          <Button
            type="primary"
            loading={save.pending}
            disabled={from === '' || note.trim() === ''}
            onClick={() => save.run({ id: draft, body })}
          >
            {t('policy.rules_save')}
          </Button>
        </>
      }
    >
      <p className={css.hint}>{t('policy.propose_rules_hint')}</p>
      <Segmented
        className={css.sheets}
        aria-label={t('policy.sheets')}
        value={sheet}
        options={[
          { value: 'text', label: t('policy.part_text') },
          { value: 'tests', label: t('policy.own_tests') },
        ]}
        onChange={setSheet}
      />
      <div hidden={sheet !== 'text'}>
        <Input.TextArea
          ref={areas.text}
          className={css.editor}
          aria-label={t('policy.rules_text')}
          spellCheck={false}
          rows={13}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setChecked(null)
          }}
        />
      </div>
      <div hidden={sheet !== 'tests'}>
        <p className={css.hint}>{t('policy.own_tests_hint')}</p>
        <Input.TextArea
          ref={areas.tests}
          className={css.editor}
          aria-label={t('policy.own_tests_text')}
          placeholder={sample(one.name)}
          spellCheck={false}
          rows={11}
          value={tests}
          onChange={(event) => {
            setTests(event.target.value)
            setChecked(null)
          }}
        />
      </div>
      {problems.length > 0 ? (
        <div role="alert" className={css.problems}>
          <p>
            <Icon name="warn" />
            {t('policy.problems', { n: problems.length })}
          </p>
          <ul>
            {problems.map((problem) => (
              <li key={`${problem.path} ${problem.detail}`}>
                <Where problem={problem} name={one.name} onGo={show} />
                {problem.detail}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {checked ? (
        <div role="status" className={css.checked}>
          <p>
            <Icon name="check" />
            {t(checked.otherwise.length > 0 ? 'policy.checked_changes' : 'policy.checked_same', {
              n: checked.tests,
              bad: checked.otherwise.length,
            })}
            {checked.own > 0 ? t('policy.checked_own', { n: checked.own }) : ''}
          </p>
          {checked.otherwise.length > 0 ? <Outcomes list={checked.otherwise} empty="" /> : null}
        </div>
      ) : null}
      <div className={css.fields}>
        <Field id="rules-from" label={t('policy.from_day')} required>
          <DatePicker
            id="rules-from"
            className={css.wide}
            value={from === '' ? null : dayjs(from)}
            onChange={(day) => setFrom(day ? day.format('YYYY-MM-DD') : '')}
          />
        </Field>
        <Field id="rules-beside" label={t('policy.beside')}>
          <Select
            id="rules-beside"
            className={css.wide}
            mode="multiple"
            placeholder={t('policy.beside_none')}
            options={others}
            value={beside}
            onChange={setBeside}
          />
        </Field>
      </div>
      <Field id="rules-note" label={t('policy.reason')} required>
        <Input.TextArea
          id="rules-note"
          rows={2}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
    </Modal>
  )
}

/** A draft keeps its day; a new one begins with the next month. */
function firstDay(one: RuleDetail, draft: string, on: string): string {
  return draft ? one.from_on : dayjs(on).add(1, 'month').startOf('month').format('YYYY-MM-DD')
}

/** What is written: the rules, or the worked tests that they bring along. */
type Sheet = 'text' | 'tests'

/** How worked tests look, as long as there are none. */
function sample(name: string): string {
  return `rule_set: ${name}
area: "230600"
on: "2020-07-01"
parameters_from: daqing
tests:
  - name: …
    given: {on: 2020-07-01, urban: true, persons: [{birth_on: 1975-03-01, sex: "2"}]}
    expect: {…}`
}

interface WhereProps {
  problem: FieldProblem
  name: string
  onGo: (sheet: Sheet, line: number, column: number) => void
}

/** The place of a problem: in what is at hand a way there, in another rule set its name. */
function Where({ problem, name, onGo }: WhereProps) {
  const t = useT()
  const place = /^(.*):(\d+):(\d+)$/.exec(problem.path)
  if (!place) return null
  const [, set = '', line = '', column = ''] = place
  const words = t('policy.place', { line, column })
  if (set !== name && set !== `${name}_test`)
    return (
      <span className={css.other}>
        {t('policy.place_other', { set })} {words}
      </span>
    )
  return (
    <Button
      type="link"
      size="small"
      onClick={() => onGo(set === name ? 'text' : 'tests', Number(line), Number(column))}
    >
      {set === name ? words : `${t('policy.own_tests')} ${words}`}
    </Button>
  )
}

/** Puts the cursor at a line and column, counted from one. */
function go(area: HTMLTextAreaElement | undefined, line: number, column: number) {
  if (!area) return
  const lines = area.value.split('\n')
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0)
  const at = before + [...(lines[line - 1] ?? '')].slice(0, column - 1).join('').length
  area.focus()
  area.setSelectionRange(at, at + 1)
  area.scrollTop = Math.max(0, ((line - 4) * area.scrollHeight) / Math.max(lines.length, 1))
}
