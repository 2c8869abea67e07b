import Alert from 'antd/es/alert'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Field } from '../../ui/Field'
import { MoneyInput } from '../../ui/MoneyInput'
import css from './meetings.module.css'
import { decide } from './queries'
import type { Motion, Result } from './types'
import { useMeetingAction } from './useMeetingAction'
import { wordOf } from './words'

interface Props {
  motion: Motion
  result: Result
  onClose: () => void
  onDone: () => void
}

/** States a result. The count is shown once more; when somebody voted meanwhile the server says so and nothing happens. */
export function DecideDialog({ motion, result, onClose, onDone }: Props) {
  const t = useT()
  // The motion as it was when the dialog opened: what the chair has read is what gets decided.
  const [seen] = useState(motion)
  const [text, setText] = useState('')
  const [amount, setAmount] = useState<number | undefined>(motion.amount_fen)
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(
      motion.changes.map((one) => [one.id, one.kind === 'rule_set' ? one.from_on : one.value]),
    ),
  )
  const action = useMeetingAction({
    send: decide,
    onDone,
    onRefused: (error) => (error.code === 'meeting.votes_changed' ? stop() : false),
  })
  const [changed, setChanged] = useState(false)
  const stop = () => {
    setChanged(true)
    return true
  }
  const needsText = result !== 'agreed'
  const changing = result === 'agreed_changed'
  const ready =
    (!needsText || text.trim() !== '') && (!changing || motion.kind !== 'case' || amount !== undefined)
  const { tally } = seen
  return (
    <Modal
      open
      width={640}
      title={t(`meetings.decide_${result}`, { name: seen.title })}
      okText={t(`meetings.decide_ok_${result}`)}
      okButtonProps={{ disabled: !ready || changed, danger: result === 'rejected', autoFocus: !needsText }}
      confirmLoading={action.pending}
      onOk={() =>
        action.run({
          id: seen.id,
          body: {
            version: seen.version,
            result,
            ...(needsText ? { text: text.trim() } : {}),
            ...(changing && seen.kind === 'case' && amount !== undefined ? { amount_fen: amount } : {}),
            ...(changing && seen.kind === 'rule'
              ? {
                  changes: seen.changes.map((one) =>
                    one.kind === 'rule_set'
                      ? { param_id: one.id, from_on: values[one.id] ?? one.from_on }
                      : { param_id: one.id, value: values[one.id] ?? one.value },
                  ),
                }
              : {}),
          },
        })
      }
      onCancel={onClose}
    >
      {changed ? <Alert type="warning" showIcon title={t('meetings.votes_changed')} /> : null}
      <p className={css.count}>
        {t('meetings.count', {
          voters: tally.voters,
          yes: tally.yes,
          reserved: tally.reserved,
          no: tally.no,
          recused: tally.recused,
        })}
        {tally.silent > 0 ? <b> {t('meetings.silent', { n: tally.silent })}</b> : null}
      </p>
      {seen.kind === 'case' && result === 'agreed' ? (
        <p className={css.bigAmount}>
          {t('meetings.amount_decided')} <b>{yuan(seen.amount_fen)}</b> {t('ui.yuan')}
        </p>
      ) : null}
      <div className={css.fields}>
        {changing && seen.kind === 'case' ? (
          <Field id="decide-amount" label={t('meetings.new_amount', { old: yuan(seen.amount_fen) })} required>
            <MoneyInput id="decide-amount" value={amount} onChange={setAmount} />
          </Field>
        ) : null}
        {changing && seen.kind === 'rule'
          ? seen.changes.map((one) => (
              <Field
                key={one.id}
                id={`rule-${one.id}`}
                label={`${wordOf(one.label)}（${one.now || '—'} → ${one.value}）${one.kind === 'rule_set' ? t('meetings.rules_from') : ''}`}
                required
              >
                <Input
                  id={`rule-${one.id}`}
                  type={one.kind === 'rule_set' ? 'date' : 'text'}
                  value={values[one.id] ?? ''}
                  onChange={(event) => setValues((old) => ({ ...old, [one.id]: event.target.value }))}
                />
              </Field>
            ))
          : null}
        {needsText ? (
          <Field id="decide-text" label={t(`meetings.text_${result}`)} required>
            <Input.TextArea
              id="decide-text"
              rows={3}
              maxLength={1000}
              autoFocus
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </Field>
        ) : null}
      </div>
    </Modal>
  )
}
