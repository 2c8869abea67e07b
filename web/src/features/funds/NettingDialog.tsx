import { useQueryClient } from '@tanstack/react-query'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import type { StoredFile } from '../../api/upload'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { FileUpload } from '../../ui/FileUpload'
import css from './funds.module.css'
import { askNetting, fundKeys } from './queries'
import type { Claim, Order } from './types'

interface Values {
  document_no?: string
  reason: string
}

/** Asks to settle what the household owes to another fund; with the donor's consent where the paying fund needs it. */
export function NettingDialog({
  order,
  claim,
  onClose,
}: {
  order: Order
  claim: Claim
  onClose: () => void
}) {
  const t = useT()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const [files, setFiles] = useState<StoredFile[]>([])
  const action = useAction({
    send: (values: Values, key: string) =>
      askNetting(
        order.id,
        {
          version: order.version,
          recovery_id: claim.recovery_id,
          ...values,
          ...(claim.consent ? { file_id: files[0]?.id ?? '' } : {}),
        },
        key,
      ),
    form,
    done: t('funds.netting_asked'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: fundKeys.all })
      onClose()
    },
  })
  const needed = [{ required: true, message: t('funds.needed') }]
  const fen = { fen: true }
  const rest = order.pay_fen - claim.net_fen
  return (
    <Modal
      open
      title={t('funds.ask_netting')}
      okText={t('funds.netting_ask')}
      okButtonProps={{ loading: action.pending, disabled: claim.consent && files.length === 0 }}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p className={css.hint}>
        {t('funds.netting_what', {
          from: order.fund_name,
          to: claim.fund_name,
          net: yuan(claim.net_fen, fen),
          rest: yuan(rest, fen),
        })}
      </p>
      <Form form={form} layout="vertical" onFinish={action.run} className={css.form}>
        {claim.consent ? (
          <>
            <p className={`${css.warn} ${css.wide}`}>
              {t('funds.consent_why', { donor: claim.donor || order.fund_name, agreement: claim.agreement })}
            </p>
            <Form.Item name="document_no" label={t('funds.consent_no')} rules={needed} className={css.wide}>
              <Input maxLength={60} />
            </Form.Item>
            <div className={css.wide}>
              <FileUpload
                value={files}
                onChange={setFiles}
                label={t('funds.consent_file')}
                accept="image/*,application/pdf"
                max={1}
              />
            </div>
          </>
        ) : null}
        <Form.Item name="reason" label={t('funds.reason')} rules={needed} className={css.wide}>
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
