import { useQueryClient } from '@tanstack/react-query'
import Checkbox from 'antd/es/checkbox'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Select from 'antd/es/select'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { DateInput } from '../../ui/DateInput'
import { MoneyInput } from '../../ui/MoneyInput'
import { useToday } from '../../ui/today'
import { type GoodsLine, GoodsLines, sumOf } from './GoodsLines'
import css from './gifts.module.css'
import { giftKeys, receive } from './queries'
import type { Campaign, ListShown } from './types'

interface Props {
  campaign: Campaign
  /** What came in for a whole list; without it for one donor or one pledge. */
  list?: ListShown
  open: boolean
  onClose: () => void
}

interface Values {
  whose: 'donor' | 'pledge'
  pledge_no?: string
  kind: 'person' | 'organisation'
  name?: string
  anonymous?: boolean
  phone?: string
  credit_code?: string
  unit?: string
  channel: 'bank' | 'cash' | 'goods'
  amount_fen: number
  received_on: string
  payer?: string
  evidence_no?: string
  lines?: GoodsLine[]
}

/** What came in: by bank at once, cash and goods for a second person to count again. */
export function ReceiveDialog({ campaign, list, open, onClose }: Props) {
  const t = useT()
  const today = useToday()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const whose = Form.useWatch('whose', form)
  const channel = Form.useWatch('channel', form)
  const kind = Form.useWatch('kind', form)
  const lines = Form.useWatch('lines', form)
  const valued = channel === 'goods' && (lines ?? []).length > 0 && lines?.every((one) => one?.evidence_no)
  const action = useAction({
    send: (v: Values, key: string) =>
      receive(
        {
          campaign_id: campaign.id,
          channel: v.channel,
          amount_fen: v.channel === 'goods' ? sumOf(v.lines) : v.amount_fen,
          received_on: v.received_on,
          ...(v.evidence_no ? { evidence_no: v.evidence_no } : {}),
          ...(v.payer ? { payer: v.payer } : {}),
          ...(v.channel === 'goods'
            ? {
                lines: (v.lines ?? []).map((one) => ({
                  name: one.name ?? '',
                  pieces: one.pieces ?? 0,
                  value_fen: one.value_fen ?? 0,
                  ...(one.unit ? { unit: one.unit } : {}),
                  ...(one.evidence_no ? { evidence_no: one.evidence_no } : {}),
                })),
              }
            : {}),
          ...(list
            ? { list_id: list.id }
            : v.whose === 'pledge'
              ? { pledge_nos: [v.pledge_no ?? ''] }
              : {
                  donor: {
                    kind: v.kind,
                    name: v.name ?? '',
                    anonymous: v.anonymous ?? false,
                    phone: v.phone ?? '',
                    credit_code: v.credit_code ?? '',
                    unit: v.unit ?? '',
                  },
                }),
        },
        key,
      ),
    form,
    done: t('gifts.received_done'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: giftKeys.all })
      onClose()
    },
  })
  const needed = [{ required: true, message: t('gifts.needed') }]
  return (
    <Modal
      open={open}
      title={list ? t('gifts.receive_list', { name: list.org_name }) : t('gifts.receive')}
      okText={t('gifts.receive_ok')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      width={channel === 'goods' ? 860 : 520}
      destroyOnHidden
    >
      <p className={css.hint}>{t('gifts.receive_hint')}</p>
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{
          whose: 'donor',
          kind: 'person',
          channel: 'bank',
          received_on: today,
          amount_fen: list?.waiting_fen,
          payer: list?.org_name,
          lines: [{}],
        }}
        onFinish={action.run}
        className={css.form}
      >
        {list ? null : (
          <Form.Item name="whose" label={t('gifts.whose')} rules={needed}>
            <Select
              options={['donor', 'pledge'].map((value) => ({ value, label: t(`gifts.whose_${value}`) }))}
            />
          </Form.Item>
        )}
        {!list && whose === 'pledge' ? (
          <Form.Item name="pledge_no" label={t('gifts.pledge_no')} rules={needed}>
            <Input maxLength={20} />
          </Form.Item>
        ) : null}
        {!list && whose === 'donor' ? (
          <>
            <Form.Item name="kind" label={t('gifts.donor_kind')} rules={needed}>
              <Select
                options={['person', 'organisation'].map((value) => ({
                  value,
                  label: t(`gifts.kind_${value}`),
                }))}
              />
            </Form.Item>
            <Form.Item name="name" label={t('gifts.donor')}>
              <Input maxLength={80} />
            </Form.Item>
            <Form.Item name="unit" label={t('gifts.unit')}>
              <Input maxLength={80} />
            </Form.Item>
            {kind === 'organisation' ? (
              <Form.Item name="credit_code" label={t('gifts.credit_code')}>
                <Input maxLength={18} />
              </Form.Item>
            ) : (
              <Form.Item name="phone" label={t('gifts.donor_phone')}>
                <Input maxLength={30} />
              </Form.Item>
            )}
            <Form.Item name="anonymous" valuePropName="checked" className={css.wide}>
              <Checkbox>{t('gifts.anonymous')}</Checkbox>
            </Form.Item>
          </>
        ) : null}
        <Form.Item name="channel" label={t('gifts.channel')} rules={needed}>
          <Select
            options={['bank', 'cash', 'goods'].map((value) => ({
              value,
              label: t(`gifts.channel_${value}`),
            }))}
          />
        </Form.Item>
        {channel === 'goods' ? null : (
          <Form.Item name="amount_fen" label={t('gifts.amount')} rules={needed}>
            <MoneyInput />
          </Form.Item>
        )}
        <Form.Item name="received_on" label={t('gifts.received_on')} rules={needed}>
          <DateInput max={today} />
        </Form.Item>
        <Form.Item
          name="evidence_no"
          label={t('gifts.evidence_no')}
          rules={valued ? [] : needed}
          required={!valued}
        >
          <Input maxLength={60} />
        </Form.Item>
        {channel === 'goods' ? (
          <div className={css.wide}>
            <GoodsLines />
          </div>
        ) : null}
        <Form.Item name="payer" label={t('gifts.payer')} className={css.wide}>
          <Input maxLength={100} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
