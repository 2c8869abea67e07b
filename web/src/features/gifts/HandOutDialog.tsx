import { useQuery, useQueryClient } from '@tanstack/react-query'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import InputNumber from 'antd/es/input-number'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { asApiError } from '../../api/errors'
import { sentenceOf } from '../../api/sentence'
import { upload } from '../../api/upload'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { DateInput } from '../../ui/DateInput'
import { SignaturePad } from '../../ui/SignaturePad'
import { useToday } from '../../ui/today'
import css from './gifts.module.css'
import { giftKeys, handOut, recipientQuery } from './queries'
import type { Goods, GoodsLineShown } from './types'

interface Values {
  case_no: string
  pieces: number
  handed_on: string
  receiver: string
  note?: string
}

interface Props {
  goods: Goods
  line: GoodsLineShown
  onClose: () => void
}

/** Pieces of one kind for one household: it signs here, or a second person confirms later. */
export function HandOutDialog({ goods, line, onClose }: Props) {
  const t = useT()
  const today = useToday()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const [caseNo, setCaseNo] = useState('')
  const [signature, setSignature] = useState<Blob | null>(null)
  const found = useQuery({ ...recipientQuery(caseNo), enabled: caseNo !== '' })
  const receiver = Form.useWatch('receiver', form) ?? ''
  const action = useAction({
    send: async (v: Values, key) => {
      const file = signature ? await upload(signature, 'signature.png', undefined, 'signature') : undefined
      return handOut(
        goods.collection_id,
        {
          line: line.line,
          case_no: v.case_no.trim(),
          pieces: v.pieces,
          handed_on: v.handed_on,
          receiver: v.receiver,
          ...(v.note ? { note: v.note } : {}),
          ...(file ? { file_id: file.id } : {}),
        },
        key,
      )
    },
    form,
    done: t('gifts.saved'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: giftKeys.all })
      onClose()
    },
  })
  const needed = [{ required: true, message: t('gifts.needed') }]
  return (
    <Modal
      open
      title={t('gifts.hand_out_of', { goods: line.name })}
      okText={t('gifts.hand_out')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form<Values>
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ pieces: 1, handed_on: today }}
        onFinish={action.run}
        className={css.form}
      >
        <Form.Item
          name="case_no"
          label={t('gifts.case_no')}
          rules={needed}
          extra={
            found.data
              ? found.data.household
              : found.isError
                ? sentenceOf(asApiError(found.error))
                : undefined
          }
        >
          <Input maxLength={40} autoComplete="off" onBlur={(event) => setCaseNo(event.target.value.trim())} />
        </Form.Item>
        <Form.Item
          name="pieces"
          label={t('gifts.pieces_of', { unit: line.unit, n: line.left })}
          rules={needed}
        >
          <InputNumber min={1} max={line.left} precision={0} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="receiver" label={t('gifts.receiver')} rules={needed}>
          <Input maxLength={60} placeholder={t('gifts.receiver_hint')} />
        </Form.Item>
        <Form.Item name="handed_on" label={t('gifts.handed_on')} rules={needed}>
          <DateInput max={today} />
        </Form.Item>
        <Form.Item name="note" label={t('gifts.note')} className={css.wide}>
          <Input maxLength={200} />
        </Form.Item>
      </Form>
      <p className={css.hint}>{t('gifts.sign_hint')}</p>
      <SignaturePad name={receiver} onChange={setSignature} />
    </Modal>
  )
}
