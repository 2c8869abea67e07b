import { useMutation } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import { useSearchParams } from 'react-router'
import { asApiError } from '../../api/errors'
import { apiFetch, BASE, client, data } from '../../api/http'
import type { Schemas } from '../../api/schemas'
import { sentenceOf } from '../../api/sentence'
import { fullDate } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { Tag } from '../../ui/Tag'
import { PublicFrame } from './PublicFrame'
import css from './public.module.css'

type Collecting = Schemas['GiftCollecting']
type Collected = Schemas['GiftCollected']

/** The receipt as a file to keep; the words go in the body, so that no address holds them. */
async function takeReceipt(body: Collecting, name: string): Promise<void> {
  const response = await apiFetch(
    new Request(`${BASE}/public/pledges/receipt`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** Who pledged on the public page sees how far the pledge is, and takes the receipt once the money came in. */
export default function PledgePage() {
  const t = useT()
  const [query] = useSearchParams()
  const [form] = Form.useForm<Collecting>()
  const look = useMutation({
    mutationFn: (body: Collecting) => data(client.POST('/api/v1/public/pledges/state', { body })),
  })
  const take = useMutation({
    mutationFn: (found: Collected) =>
      takeReceipt(form.getFieldsValue(), `${t('public.receipt_file')}-${found.receipt}.pdf`),
  })
  const error = look.error ?? take.error
  const needed = { required: true, message: t('public.needed') }
  return (
    <PublicFrame title={t('public.my_pledge')}>
      <p className="sec">{t('public.my_pledge_note')}</p>
      <div className={css.narrow}>
        <Card title={t('public.find_pledge')} padded>
          <Form<Collecting>
            form={form}
            layout="vertical"
            initialValues={{ no: query.get('no') ?? '' }}
            onFinish={look.mutate}
            onValuesChange={() => look.reset()}
          >
            <Form.Item name="no" label={t('public.pledge_no')} rules={[needed]}>
              <Input maxLength={20} autoComplete="off" />
            </Form.Item>
            <Form.Item
              name="phone_tail"
              label={t('public.phone_tail')}
              rules={[needed, { pattern: /^\d{4}$/, message: t('public.phone_tail_form') }]}
            >
              <Input maxLength={4} inputMode="numeric" autoComplete="off" />
            </Form.Item>
            <Button type="primary" htmlType="submit" block size="large" loading={look.isPending}>
              {t('public.find_pledge')}
            </Button>
          </Form>
          {error ? (
            <p className={css.wrong} role="alert">
              {sentenceOf(asApiError(error))}
            </p>
          ) : null}
        </Card>
        {look.data ? (
          <Found it={look.data} pending={take.isPending} onTake={() => take.mutate(look.data)} />
        ) : null}
      </div>
    </PublicFrame>
  )
}

const tones = { pledged: 'amber', counted: 'blue', received: 'green', cancelled: 'grey' } as const

function Found({ it, pending, onTake }: { it: Collected; pending: boolean; onTake: () => void }) {
  const t = useT()
  const facts: [string, string][] = [
    [t('public.campaign'), it.campaign],
    [t('public.donor'), it.donor],
    [t('public.pledge_amount'), t('public.yuan', { amount: yuan(it.amount_fen, { fen: true }) })],
    [t('public.pledged_on'), fullDate(it.pledged_on)],
    [t('public.received_on'), it.received_on ? fullDate(it.received_on) : ''],
    [t('public.payee_account'), it.account],
    [t('public.number'), it.receipt],
  ]
  return (
    <Card title={it.no} tag={<Tag tone={tones[it.state]}>{t(`public.pledge_${it.state}`)}</Tag>} padded>
      <dl className={css.facts}>
        {facts
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <p className="sec">{t(it.cancelled ? 'public.receipt_gone' : `public.pledge_${it.state}_note`)}</p>
      {it.receipt ? (
        <Button type="primary" block size="large" loading={pending} onClick={onTake}>
          {t('public.take_receipt')}
        </Button>
      ) : null}
    </Card>
  )
}
