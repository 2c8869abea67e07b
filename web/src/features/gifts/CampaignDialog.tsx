import { useQuery, useQueryClient } from '@tanstack/react-query'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Select from 'antd/es/select'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { DateInput } from '../../ui/DateInput'
import { useToday } from '../../ui/today'
import css from './gifts.module.css'
import { createCampaign, editCampaign, fundsQuery, giftKeys } from './queries'
import type { Campaign, NewCampaign } from './types'

interface Props {
  open: boolean
  /** The draft to change; without it a new one is made. */
  campaign?: Campaign
  onClose: () => void
  onDone: (campaign: Campaign) => void
}

/** A campaign: what for, how long, whom it asks, and the filing that asking the public needs. */
export function CampaignDialog({ open, campaign, onClose, onDone }: Props) {
  const t = useT()
  const today = useToday()
  const queries = useQueryClient()
  const [form] = Form.useForm<NewCampaign>()
  const funds = useQuery({ ...fundsQuery, enabled: open })
  const reach = Form.useWatch('reach', form)
  const action = useAction({
    send: (values: NewCampaign, key: string) => {
      const fund = funds.data?.find((one) => one.id === values.fund_id)
      const body = { ...values, purposes: fund?.restricted ? fund.purposes : [] }
      return campaign ? editCampaign(campaign.id, campaign.version, body, key) : createCampaign(body, key)
    },
    form,
    done: t('gifts.saved'),
    onDone: async (made) => {
      await queries.invalidateQueries({ queryKey: giftKeys.all })
      onClose()
      onDone(made)
    },
  })
  const needed = [{ required: true, message: t('gifts.needed') }]
  return (
    <Modal
      open={open}
      width={720}
      title={t(campaign ? 'gifts.edit' : 'gifts.create')}
      okText={t('gifts.save')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={campaign ?? { reach: 'employers', from_on: today }}
        onFinish={action.run}
        className={css.form}
      >
        <Form.Item name="name" label={t('gifts.name')} rules={needed}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="code" label={t('gifts.code')} rules={needed}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="aim" label={t('gifts.aim')} rules={needed} className={css.wide}>
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
        <Form.Item name="fund_id" label={t('gifts.fund')} rules={needed}>
          <Select
            options={(funds.data ?? []).map((fund) => ({
              value: fund.id,
              label: fund.restricted ? `${fund.name}（${t('gifts.restricted')}）` : fund.name,
            }))}
          />
        </Form.Item>
        <Form.Item name="reach" label={t('gifts.reach')} rules={needed}>
          <Select
            options={['employers', 'public'].map((value) => ({ value, label: t(`gifts.reach_${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="from_on" label={t('gifts.from_on')} rules={needed}>
          <DateInput />
        </Form.Item>
        <Form.Item name="to_on" label={t('gifts.to_on')} rules={needed}>
          <DateInput />
        </Form.Item>
        <Form.Item name="organiser" label={t('gifts.organiser')} rules={needed}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="ticket_code" label={t('gifts.ticket_code')}>
          <Input maxLength={20} />
        </Form.Item>
        {reach === 'public' ? (
          <>
            <p className={`${css.hint} ${css.wide}`}>{t('gifts.filing_hint')}</p>
            <Form.Item name="charity" label={t('gifts.charity')}>
              <Input maxLength={80} />
            </Form.Item>
            <Form.Item name="charity_code" label={t('gifts.charity_code')}>
              <Input maxLength={18} />
            </Form.Item>
            <Form.Item name="certificate_no" label={t('gifts.certificate_no')}>
              <Input maxLength={60} />
            </Form.Item>
            <Form.Item name="filing_no" label={t('gifts.filing_no')}>
              <Input maxLength={60} />
            </Form.Item>
            <Form.Item name="filed_on" label={t('gifts.filed_on')}>
              <DateInput max={today} />
            </Form.Item>
            <Form.Item name="filed_with" label={t('gifts.filed_with')}>
              <Input maxLength={80} />
            </Form.Item>
            <Form.Item name="payee_account" label={t('gifts.payee_account')} className={css.wide}>
              <Input maxLength={200} />
            </Form.Item>
          </>
        ) : null}
        <Form.Item name="phone" label={t('gifts.phone')}>
          <Input maxLength={20} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
