import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { useT } from '../../lib/i18n'
import { DateInput } from '../../ui/DateInput'
import { Icon } from '../../ui/Icon'
import css from './meetings.module.css'
import { setPlan } from './queries'
import type { Motion, PlanLine } from './types'
import { useMeetingAction } from './useMeetingAction'

/** The proposed plan of a case: who does what until when. */
export function PlanDialog({ motion, onClose }: { motion: Motion; onClose: () => void }) {
  const t = useT()
  const empty: PlanLine = { owner: motion.proposer_name, text: '', due_on: '' }
  const [rows, setRows] = useState(() =>
    (motion.plan.length > 0 ? motion.plan : [empty]).map((line, key) => ({ key, line })),
  )
  const action = useMeetingAction({ send: setPlan, onDone: onClose, done: t('meetings.saved') })
  const set = (key: number, part: Partial<PlanLine>) =>
    setRows((old) => old.map((row) => (row.key === key ? { key, line: { ...row.line, ...part } } : row)))
  const lines = rows
    .map((row) => row.line)
    .filter((line) => line.text.trim() !== '' && line.owner.trim() !== '')
  return (
    <Modal
      open
      width={720}
      title={t('meetings.plan_of', { name: motion.title })}
      okText={t('meetings.save')}
      confirmLoading={action.pending}
      onOk={() => action.run({ id: motion.id, version: motion.version, lines })}
      onCancel={onClose}
    >
      <div className={css.planRows}>
        {rows.map(({ key, line }) => (
          <div key={key}>
            <Input
              aria-label={t('meetings.plan_owner')}
              placeholder={t('meetings.plan_owner')}
              maxLength={60}
              value={line.owner}
              onChange={(event) => set(key, { owner: event.target.value })}
            />
            <Input
              aria-label={t('meetings.plan_text')}
              placeholder={t('meetings.plan_text')}
              maxLength={120}
              value={line.text}
              onChange={(event) => set(key, { text: event.target.value })}
            />
            <DateInput value={line.due_on ?? ''} onChange={(due_on) => set(key, { due_on })} />
            <Button
              type="text"
              icon={<Icon name="cross" label={t('meetings.remove')} />}
              onClick={() => setRows((old) => old.filter((row) => row.key !== key))}
            />
          </div>
        ))}
      </div>
      <Button
        icon={<Icon name="plus" />}
        disabled={rows.length >= 12}
        onClick={() =>
          setRows((old) => [
            ...old,
            { key: Math.max(0, ...old.map((row) => row.key)) + 1, line: { ...empty } },
          ])
        }
      >
        {t('meetings.plan_more')}
      </Button>
    </Modal>
  )
}
