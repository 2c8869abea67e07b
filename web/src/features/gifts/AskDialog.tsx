import { useQuery, useQueryClient } from '@tanstack/react-query'
import Checkbox from 'antd/es/checkbox'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Select from 'antd/es/select'
import { useState } from 'react'
import type { StoredFile } from '../../api/upload'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { FileUpload } from '../../ui/FileUpload'
import { MoneyInput } from '../../ui/MoneyInput'
import css from './gifts.module.css'
import { ask, fundsQuery, giftKeys } from './queries'
import type { Gift } from './types'

interface Values {
  amount_fen?: number
  to_fund_id?: string
  document_no?: string
  reason: string
  lines?: number[]
}

/** Asks for a refund, or for another purpose with the donor's consent; another person decides. */
export function AskDialog({
  gift,
  kind,
  onClose,
}: {
  gift: Gift
  kind: 'refund' | 'repurpose'
  onClose: () => void
}) {
  const t = useT()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const [files, setFiles] = useState<StoredFile[]>([])
  const funds = useQuery(fundsQuery)
  const lines =
    kind === 'refund' ? (gift.goods?.lines ?? []).filter((line) => line.back_pieces < line.pieces) : []
  const action = useAction({
    send: (values: Values, key: string) =>
      ask(gift.id, { kind, ...values, file_id: files[0]?.id ?? '' }, key),
    form,
    done: t('gifts.asked'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: giftKeys.all })
      onClose()
    },
  })
  const needed = [{ required: true, message: t('gifts.needed') }]
  return (
    <Modal
      open
      title={t(`gifts.${kind}`)}
      okText={t('gifts.ask')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p className={css.hint}>
        {t(gift.form === 'goods' ? 'gifts.refund_goods_hint' : `gifts.${kind}_hint`)}
      </p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{
          amount_fen: gift.used.free_fen,
          lines: lines.filter((line) => line.handed === 0).map((line) => line.line),
        }}
        onFinish={action.run}
        className={css.form}
      >
        {kind === 'repurpose' ? (
          <>
            <Form.Item name="amount_fen" label={t('gifts.amount')} rules={needed}>
              <MoneyInput />
            </Form.Item>
            <Form.Item name="to_fund_id" label={t('gifts.to_fund')} rules={needed}>
              <Select
                options={(funds.data ?? [])
                  .filter((fund) => fund.id !== gift.fund_id)
                  .map((fund) => ({ value: fund.id, label: fund.name }))}
              />
            </Form.Item>
            <Form.Item name="document_no" label={t('gifts.document_no')} rules={needed} className={css.wide}>
              <Input maxLength={60} />
            </Form.Item>
            <div className={css.wide}>
              <FileUpload
                value={files}
                onChange={setFiles}
                label={t('gifts.consent_file')}
                accept="image/*,application/pdf"
                max={1}
              />
            </div>
          </>
        ) : null}
        {lines.length > 1 ? (
          <Form.Item
            name="lines"
            label={t('gifts.goods_to_return')}
            extra={t('gifts.goods_to_return_hint')}
            rules={needed}
            className={css.wide}
          >
            <Checkbox.Group
              options={lines.map((line) => ({
                value: line.line,
                label: `${line.name} ${line.pieces} ${line.unit}`,
                disabled: line.handed > 0,
              }))}
            />
          </Form.Item>
        ) : null}
        <Form.Item name="reason" label={t('gifts.reason')} rules={needed} className={css.wide}>
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
