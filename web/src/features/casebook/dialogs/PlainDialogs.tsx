import Select from 'antd/es/select'
import { useNavigate } from 'react-router'
import { client, data, done, once } from '../../../api/http'
import { useT } from '../../../lib/i18n'
import { paths } from '../../../lib/paths'
import { type DialogProps, FormDialog } from './FormDialog'
import { Item, Words } from './fields'

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

interface PlainProps extends DialogProps {
  code: string
  path: PlainPath
  danger?: boolean
  /** The case is not shown any more afterwards. */
  leaves?: boolean
}

/** An action that needs nothing but a reason. */
function PlainDialog({ file, onClose, code, path, danger, leaves }: PlainProps) {
  const t = useT()
  const navigate = useNavigate()
  const { id, title } = file.book.case
  return (
    <FormDialog<Reason>
      file={file}
      title={t(`casebook.do_${code}`)}
      intro={t(`casebook.intro_${code}`, { name: title })}
      verb={t(`casebook.do_${code}`)}
      danger={danger}
      done={t('casebook.done')}
      send={({ reason }, key, version) =>
        done(client.POST(path, { params: { path: { id } }, headers: once(key), body: { reason, version } }))
      }
      onDone={() => {
        if (leaves) void navigate(paths.casebook)
      }}
      onClose={onClose}
    >
      <Words name="reason" label={t('ui.reason')} />
    </FormDialog>
  )
}

export const WithdrawDialog = (props: DialogProps) => (
  <PlainDialog {...props} code="withdraw" path="/api/v1/cases/{id}/withdraw" danger />
)
export const LapseDialog = (props: DialogProps) => (
  <PlainDialog {...props} code="lapse" path="/api/v1/cases/{id}/lapse" danger />
)
export const ReturnBackDialog = (props: DialogProps) => (
  <PlainDialog {...props} code="return_back" path="/api/v1/cases/{id}/return-back" />
)
export const DeclineDialog = (props: DialogProps) => (
  <PlainDialog {...props} code="decline" path="/api/v1/cases/{id}/decline" danger />
)
export const RetableDialog = (props: DialogProps) => (
  <PlainDialog {...props} code="retable" path="/api/v1/cases/{id}/retable" />
)
export const NotifyDeclineDialog = (props: DialogProps) => (
  <PlainDialog {...props} code="notify_decline" path="/api/v1/cases/{id}/notify-decline" />
)
export const CancelEndDialog = (props: DialogProps) => (
  <PlainDialog {...props} code="cancel_end" path="/api/v1/cases/{id}/cancel-end" />
)
export const ConfirmEndDialog = (props: DialogProps) => (
  <PlainDialog {...props} code="confirm_end" path="/api/v1/cases/{id}/confirm-end" danger leaves />
)

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
      send={(_values, key, version) =>
        data(
          client.POST('/api/v1/cases/{id}/submit', {
            params: { path: { id } },
            headers: once(key),
            body: { version },
          }),
        )
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
      send={(values, key) =>
        data(client.POST('/api/v1/reopenings', { headers: once(key), body: { ...values, file_no } }))
      }
      onClose={onClose}
    >
      <Item name="signal" label={t('casebook.signal')}>
        <Select options={signals.map((value) => ({ value, label: t(`casebook.signal_${value}`) }))} />
      </Item>
      <Words name="reason" label={t('ui.reason')} />
    </FormDialog>
  )
}
