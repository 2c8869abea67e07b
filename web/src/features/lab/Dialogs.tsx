import { useQueryClient } from '@tanstack/react-query'
import Checkbox from 'antd/es/checkbox'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { DateInput } from '../../ui/DateInput'
import { useToday } from '../../ui/today'
import css from './lab.module.css'
import { adopt, keep, labKeys } from './queries'
import type { Beside, Question, Run, Shift, Wording } from './types'
import { nameOf, wordingOf, written } from './words'

interface KeepProps {
  question: Question
  beside: Beside
  onClose: () => void
}

/** Keeps the run under a name: the comparison, and what was searched or shared out beside it. */
export function KeepDialog({ question, beside, onClose }: KeepProps) {
  const t = useT()
  const [form] = Form.useForm<{ name: string }>()
  const [left, setLeft] = useState<string[]>([])
  const parts = [
    ...(beside.aim ? [beside.other ? 'frontier' : 'solve'] : []),
    ...(beside.ration ? ['ration'] : []),
  ]
  const has = (part: string) => parts.includes(part) && !left.includes(part)
  const more: Beside = {
    ...(beside.aim && (has('solve') || has('frontier')) ? { aim: beside.aim } : {}),
    ...(beside.other && has('frontier') ? { other: beside.other } : {}),
    ...(beside.ration && has('ration') ? { ration: beside.ration } : {}),
  }
  const queries = useQueryClient()
  const navigate = useNavigate()
  const action = useAction({
    form,
    send: (input: { name: string }, key) => keep({ name: input.name.trim(), question, ...more }, key),
    done: t('lab.kept'),
    onDone: async (run) => {
      await queries.invalidateQueries({ queryKey: labKeys.runs })
      onClose()
      await navigate(paths.labRun(run.id))
    },
  })
  return (
    <Modal
      open
      title={t('lab.keep')}
      okText={t('lab.keep')}
      okButtonProps={{ loading: action.pending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className={css.hint}>{t('lab.keep_hint')}</p>
      <Form form={form} layout="vertical" onFinish={action.run}>
        <Form.Item
          name="name"
          label={t('lab.name')}
          rules={[{ required: true, whitespace: true, message: t('lab.need_name') }]}
        >
          <Input maxLength={60} autoFocus />
        </Form.Item>
      </Form>
      {parts.length > 0 ? (
        <Checkbox.Group
          aria-label={t('lab.keep_too')}
          value={parts.filter(has)}
          options={parts.map((part) => ({ value: part, label: t(`lab.keep_${part}`) }))}
          onChange={(kept) => setLeft(parts.filter((part) => !kept.includes(part)))}
        />
      ) : null}
    </Modal>
  )
}

interface AdoptFields {
  name: string
  from_on: string
  note: string
}

interface AdoptProps {
  shifts: Shift[]
  /** A kept run; without one the question is kept first. */
  run?: Run
  question?: Question
  /** Which reform. */
  of: number
  onClose: () => void
}

/** Makes drafts of the changes for a motion of the meeting. */
export function AdoptDialog({ shifts, run, question, of, onClose }: AdoptProps) {
  const t = useT()
  const [form] = Form.useForm<AdoptFields>()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const today = useToday()
  const action = useAction({
    form,
    send: async (input: AdoptFields, key) => {
      const kept = run ?? (await keep({ name: input.name.trim(), question: question as Question }, key))
      return adopt(kept.id, { from_on: input.from_on, note: input.note.trim(), of }, `${key}-adopt`)
    },
    done: t('lab.adopted'),
    onDone: async (done) => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: labKeys.runs }),
        queries.invalidateQueries({ queryKey: ['policy'] }),
      ])
      onClose()
      await navigate(paths.labRun(done.id))
    },
  })
  return (
    <Modal
      open
      title={t('lab.adopt')}
      okText={t('lab.adopt')}
      okButtonProps={{ loading: action.pending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className={css.hint}>{t('lab.adopt_hint')}</p>
      <Shifts shifts={shifts} />
      <Form form={form} layout="vertical" onFinish={action.run} initialValues={{ name: run?.name ?? '' }}>
        {run ? null : (
          <Form.Item
            name="name"
            label={t('lab.name')}
            rules={[{ required: true, whitespace: true, message: t('lab.need_name') }]}
          >
            <Input maxLength={60} autoFocus />
          </Form.Item>
        )}
        <Form.Item
          name="from_on"
          label={t('lab.from_on')}
          rules={[{ required: true, message: t('lab.need_from') }]}
        >
          <DateInput min={today} />
        </Form.Item>
        <Form.Item
          name="note"
          label={t('lab.reason')}
          rules={[{ required: true, whitespace: true, message: t('lab.need_reason') }]}
        >
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

export function Shifts({ shifts, rules = [] }: { shifts: Shift[]; rules?: Wording[] | undefined }) {
  const t = useT()
  return (
    <ul className={css.shifts}>
      {rules.map((one) => (
        <li key={one.id}>
          <Link to={`${paths.policy}?tab=rules&rules=${one.name}&version=${one.id}`}>
            {wordingOf(one, t)}
          </Link>
          <span>{one.was > 0 ? t('lab.instead', { n: one.was }) : t('lab.new_rules')}</span>
        </li>
      ))}
      {shifts.map((shift) => (
        <li key={shift.key}>
          <span>{nameOf(shift)}</span>
          <span>
            {written(shift.was, shift, t)} › <b>{written(shift.value, shift, t)}</b>
          </span>
        </li>
      ))}
    </ul>
  )
}
