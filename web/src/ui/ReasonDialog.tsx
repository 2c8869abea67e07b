import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { type ReactNode, useId, useState } from 'react'
import { useT } from '../lib/i18n'

interface Props {
  open: boolean
  title: string
  /** What will happen, and to whom. */
  children?: ReactNode
  /** The verb on the button. */
  confirm: string
  minLength?: number
  danger?: boolean
  pending?: boolean
  onConfirm: (reason: string) => void
  onClose: () => void
}

/** Asks for a reason in words before something weighty; the reason goes into the journal. */
export function ReasonDialog({
  open,
  title,
  children,
  confirm,
  minLength = 4,
  danger,
  pending,
  onConfirm,
  onClose,
}: Props) {
  const t = useT()
  const id = useId()
  const [reason, setReason] = useState('')
  const left = minLength - reason.trim().length
  return (
    <Modal
      open={open}
      title={title}
      okText={left > 0 ? t('ui.reason_left', { n: left }) : confirm}
      okButtonProps={{ disabled: left > 0, danger, loading: pending }}
      cancelButtonProps={{ disabled: pending }}
      onOk={() => onConfirm(reason.trim())}
      onCancel={onClose}
      afterClose={() => setReason('')}
      destroyOnHidden
    >
      {children}
      <label htmlFor={id} style={{ display: 'block', margin: '12px 0 4px' }}>
        {t('ui.reason')}
      </label>
      <Input.TextArea
        id={id}
        rows={3}
        maxLength={500}
        autoFocus
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Modal>
  )
}
