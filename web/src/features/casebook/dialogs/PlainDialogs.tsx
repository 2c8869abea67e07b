import Select from 'antd/es/select'
import { useNavigate } from 'react-router'
import { client, data, done, once } from '../../../api/http'
import { useT } from '../../../lib/i18n'
import { paths } from '../../../lib/paths'
import { Item, Words } from './fields'
import { type DialogProps, FormDialog } from './FormDialog'

interface Reason {
  reason: string
}

type PlainPath =
  | '/api/v1/cases/{id}/withdraw'
  | '/api/v1/cases/{id}/lapse'
  | '/api/v1/cases/{id}/return-back'
  | '/api/v1/cases/{id}/decline'
  | '/api/v1/cases/{id}/retable'
  | '/api/v1/cases/{id}/notify-decline'
  | '/api/v1/cases/{id}/cancel-end'
  | '/api/v1/cases/{id}/confirm-end'

/** An action that needs nothing but a reason. */
function reasonDialog(code: string, path: PlainPath, options: { danger?: boolean; leaves?: boolean } = {}) {
  return function PlainDialog({ file, onClose }: DialogProps) {
    const t = useT()
    const navigate = useNavigate()
    const { id, title } = file.book.case
    return (
      <FormDialog<Reason>
        file={file}
        title={t(`casebook.do_${code}`)}
        intro={t(`casebook.intro_${code}`, { name: title })}
        verb={t(`casebook.do_${code}`)}
        danger={options.danger}
        done={t('casebook.done')}
        send={({ reason }, key, version) =>
          done(client.POST(path, { params: { path: { id } }, headers: once(key), body: { reason, version } }))
        }
        onDone={() => {
          if (options.leaves) void navigate(paths.casebook)
        }}
        onClose={onClose}
      >
        <Words name="reason" label={t('ui.reason')} />
      </FormDialog>
    )
  }
}

export const WithdrawDialog = reasonDialog('withdraw', '/api/v1/cases/{id}/withdraw', { danger: true })
export const LapseDialog = reasonDialog('lapse', '/api/v1/cases/{id}/lapse', { danger: true })
export const ReturnBackDialog = reasonDialog('return_back', '/api/v1/cases/{id}/return-back')
export const DeclineDialog = reasonDialog('decline', '/api/v1/cases/{id}/decline', { danger: true })
export const RetableDialog = reasonDialog('retable', '/api/v1/cases/{id}/retable')
export const NotifyDeclineDialog = reasonDialog('notify_decline', '/api/v1/cases/{id}/notify-decline')
export const CancelEndDialog = reasonDialog('cancel_end', '/api/v1/cases/{id}/cancel-end')
export const ConfirmEndDialog = reasonDialog('confirm_end', '/api/v1/cases/{id}/confirm-end', { danger: true, leaves: true })

export function SubmitDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const navigate = useNavigate()
  const { id, title } = file.book.case
  return (
    <FormDialog<object>
      file={file}
      title={t('casebook.do_submit')}
      intro={t('casebook.intro_submit', { name: title })}
      verb={t('casebook.do_submit')}
      done={t('casebook.done')}
      send={(_values, key) =>
        data(client.POST('/api/v1/cases/{id}/submit', { params: { path: { id } }, headers: once(key) }))
      }
      onDone={() => void navigate(paths.receipt(id))}
      onClose={onClose}
    />
  )
}

interface Reopen extends Reason {
  signal: 'new_bill' | 'job_loss' | 'death' | 'other'
}

export function AskReopenDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const { file_no } = file.book.case
  const signals = ['new_bill', 'job_loss', 'death', 'other'] as const
  return (
    <FormDialog<Reopen>
      file={file}
      title={t('casebook.do_ask_reopen')}
      intro={t('casebook.intro_ask_reopen')}
      verb={t('casebook.do_ask_reopen')}
      done={t('casebook.done')}
      initial={{ signal: 'new_bill' }}
      send={(values, key) => data(client.POST('/api/v1/reopenings', { headers: once(key), body: { ...values, file_no } }))}
      onClose={onClose}
    >
      <Item name="signal" label={t('casebook.signal')}>
        <Select options={signals.map((value) => ({ value, label: t(`casebook.signal_${value}`) }))} />
      </Item>
      <Words name="reason" label={t('ui.reason')} />
    </FormDialog>
  )
}
