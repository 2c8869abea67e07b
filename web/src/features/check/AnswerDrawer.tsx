import { useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Drawer from 'antd/es/drawer'
import Input from 'antd/es/input'
import { type ReactNode, useId, useState } from 'react'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { useLanguage, useT } from '../../lib/i18n'
import { parseYuan, yuan } from '../../lib/money'
import { DateInput } from '../../ui/DateInput'
import { Icon } from '../../ui/Icon'
import { useToday } from '../../ui/today'
import css from './check.module.css'
import { answerCheck, checkKeys } from './queries'
import type { CheckForm, Detail, Source, Value } from './types'

export interface AnswerSpot {
  personId: string
  source: string
}

interface Props {
  spot: AnswerSpot | undefined
  detail: Detail
  form: CheckForm
  onClose: () => void
}

/** What one source said about one person. */
export function AnswerDrawer({ spot, detail, form, onClose }: Props) {
  const t = useT()
  const zh = useLanguage() === 'zh-CN'
  const source = form.sources.find((one) => one.code === spot?.source)
  const person = detail.people.find((one) => one.id === spot?.personId)
  return (
    <Drawer
      open={spot !== undefined}
      title={t('check.answer_title', {
        name: person?.name ?? '',
        source: (zh ? source?.zh : source?.en) ?? '',
      })}
      size={520}
      onClose={onClose}
      destroyOnHidden
    >
      {spot && source ? (
        <Body
          key={spot.personId + spot.source}
          spot={spot}
          source={source}
          detail={detail}
          onClose={onClose}
        />
      ) : null}
    </Drawer>
  )
}

type Typed = Record<string, string>

function Body({
  spot,
  source,
  detail,
  onClose,
}: {
  spot: AnswerSpot
  source: Source
  detail: Detail
  onClose: () => void
}) {
  const t = useT()
  const today = useToday()
  const queries = useQueryClient()
  const answer = detail.answers.find((one) => one.person_id === spot.personId && one.source === spot.source)
  const open = can(detail, 'answer')
  const [on, setOn] = useState(answer?.answered_on ?? today)
  const [note, setNote] = useState(answer?.note ?? '')
  const [records, setRecords] = useState<Typed[]>(() =>
    (answer?.records ?? []).map((one) => typed(source, one)),
  )
  const action = useAction({
    send: (_: null, key: string) =>
      answerCheck(
        detail.request.id,
        {
          person_id: spot.personId,
          source: spot.source,
          answered_on: on,
          note,
          records: records.map((one) => values(source, one)),
        },
        key,
      ),
    done: t('check.answer_kept'),
    onDone: async () => {
      onClose()
      await queries.invalidateQueries({ queryKey: checkKeys.one(detail.request.id) })
    },
  })
  return (
    <div className={css.answer}>
      <Labelled label={t('check.answered_on')}>
        {(id) => <DateInput id={id} value={on} max={today} disabled={!open} onChange={setOn} />}
      </Labelled>
      {records.length === 0 ? <p className="sec">{t('check.nothing_yet')}</p> : null}
      {records.map((record, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: records have no name of their own
        <fieldset key={index} className={css.record}>
          <legend>
            {t('check.record', { n: index + 1 })}
            {open ? (
              <Button
                type="text"
                size="small"
                icon={<Icon name="cross" />}
                aria-label={t('check.record_remove')}
                onClick={() => setRecords(records.filter((_, i) => i !== index))}
              />
            ) : null}
          </legend>
          <Fields
            source={source}
            record={record}
            disabled={!open}
            onChange={(code, text) =>
              setRecords(records.map((one, i) => (i === index ? { ...one, [code]: text } : one)))
            }
          />
        </fieldset>
      ))}
      {open ? (
        <Button icon={<Icon name="plus" />} onClick={() => setRecords([...records, {}])}>
          {t('check.record_add')}
        </Button>
      ) : null}
      <Labelled label={t('check.note')}>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={2}
            maxLength={200}
            disabled={!open}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Labelled>
      {open ? (
        <Button type="primary" loading={action.pending} onClick={() => action.run(null)}>
          {t(records.length > 0 ? 'check.answer_keep' : 'check.answer_nothing')}
        </Button>
      ) : null}
    </div>
  )
}

function Labelled({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className={css.labelled}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  )
}

interface FieldsProps {
  source: Source
  record: Typed
  disabled: boolean
  onChange: (code: string, text: string) => void
}

function Fields({ source, record, disabled, onChange }: FieldsProps) {
  const t = useT()
  const zh = useLanguage() === 'zh-CN'
  return source.fields.map((field) => {
    const text = record[field.code] ?? ''
    const label = zh ? field.zh : field.en
    return (
      <Labelled key={field.code} label={label}>
        {(id) =>
          field.kind === 'date' ? (
            <DateInput
              id={id}
              value={text}
              disabled={disabled}
              onChange={(day) => onChange(field.code, day)}
            />
          ) : (
            <Input
              id={id}
              disabled={disabled}
              maxLength={200}
              value={text}
              suffix={field.kind === 'fen' ? t('check.yuan') : undefined}
              inputMode={field.kind === 'fen' ? 'decimal' : undefined}
              status={field.kind === 'fen' && text && parseYuan(text) === undefined ? 'error' : undefined}
              onChange={(event) => onChange(field.code, event.target.value)}
            />
          )
        }
      </Labelled>
    )
  })
}

function typed(source: Source, record: Value[]): Typed {
  const out: Typed = {}
  for (const one of record) {
    const field = source.fields.find((f) => f.code === one.field)
    out[one.field] = field?.kind === 'fen' ? yuan(one.fen ?? 0) : (one.text ?? '')
  }
  return out
}

function values(source: Source, record: Typed): Value[] {
  return source.fields.flatMap((field): Value[] => {
    const text = (record[field.code] ?? '').trim()
    if (!text) return []
    if (field.kind !== 'fen') return [{ field: field.code, text }]
    const fen = parseYuan(text)
    return fen === undefined ? [{ field: field.code, text }] : [{ field: field.code, fen }]
  })
}
