import { useMutation } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import { useEffect, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { asApiError } from '../../api/errors'
import { client, data } from '../../api/http'
import type { Schemas } from '../../api/schemas'
import { sentenceOf } from '../../api/sentence'
import { fullDate } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { Chart } from '../../ui/Chart'
import { MoneyBar } from '../../ui/MoneyBar'
import { Tag } from '../../ui/Tag'
import { flowOption } from './flow'
import { PublicFrame } from './PublicFrame'
import css from './public.module.css'
import { Sums } from './Sums'

type Coded = Schemas['GiftCoded']
type Verified = Schemas['GiftVerified']
type Story = Schemas['GiftStory']

/** A receipt: the QR code verifies it at once; with the follow code the donor sees what became of the gift. */
export default function ReceiptPage() {
  const t = useT()
  const [query] = useSearchParams()
  const number = query.get('number') ?? ''
  const check = query.get('check') ?? ''
  const verify = useMutation({
    mutationFn: (body: Coded) => data(client.POST('/api/v1/public/receipts/verify', { body })),
  })
  const follow = useMutation({
    mutationFn: (body: Coded) => data(client.POST('/api/v1/public/receipts/follow', { body })),
  })
  const look = verify.mutate
  useEffect(() => {
    if (number && check) look({ number, code: check })
  }, [number, check, look])
  return (
    <PublicFrame title={t('public.receipt')}>
      <p className="sec">{t('public.receipt_note')}</p>
      {follow.data ? <StoryOf story={follow.data} /> : null}
      <div className={css.cards}>
        <CodeForm
          name="verify"
          title={t('public.verify')}
          label={t('public.check_code')}
          button={t('public.verify_ok')}
          initial={{ number, code: check }}
          pending={verify.isPending}
          error={verify.error}
          onSend={verify.mutate}
        >
          {verify.data ? <VerifiedOf it={verify.data} /> : null}
        </CodeForm>
        <CodeForm
          name="follow"
          title={t('public.follow')}
          label={t('public.follow_code')}
          button={t('public.follow_ok')}
          initial={{ number, code: '' }}
          pending={follow.isPending}
          error={follow.error}
          onSend={follow.mutate}
        />
      </div>
    </PublicFrame>
  )
}

interface FormProps {
  name: string
  title: string
  label: string
  button: string
  initial: Coded
  pending: boolean
  error: Error | null
  onSend: (body: Coded) => void
  children?: React.ReactNode
}

function CodeForm({ name, title, label, button, initial, pending, error, onSend, children }: FormProps) {
  const t = useT()
  const needed = [{ required: true, message: t('public.needed') }]
  return (
    <Card title={title} padded>
      <Form name={name} layout="vertical" initialValues={initial} onFinish={onSend}>
        <Form.Item name="number" label={t('public.number')} rules={needed}>
          <Input maxLength={20} inputMode="numeric" />
        </Form.Item>
        <Form.Item name="code" label={label} rules={needed}>
          <Input maxLength={20} autoComplete="off" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={pending}>
          {button}
        </Button>
      </Form>
      {error ? (
        <p className={css.wrong} role="alert">
          {sentenceOf(asApiError(error))}
        </p>
      ) : null}
      {children}
    </Card>
  )
}

function VerifiedOf({ it }: { it: Verified }) {
  const t = useT()
  const facts: [string, string][] = [
    [t('public.number'), it.number],
    [t('public.amount_yuan'), `${yuan(it.amount_fen, { fen: true })}（${it.capitals}）`],
    [t('public.issued_on'), fullDate(it.issued_on)],
    [t('public.donor'), it.donor],
    [t('public.item'), it.item],
    [t('public.campaign'), it.campaign],
    [t('public.unit_of'), it.unit],
  ]
  return (
    <div role="status">
      <p className={css.found}>
        <Tag tone={it.state === 'issued' ? 'green' : 'red'}>{t(`public.receipt_${it.state}`)}</Tag>
        {it.state === 'cancelled' ? fullDate(it.cancelled_on) : t('public.genuine')}
      </p>
      <dl className={css.facts}>
        {facts.map(([text, value]) => (
          <div key={text}>
            <dt>{text}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {it.lines.length > 0 ? <Lines it={it} /> : null}
    </div>
  )
}

/** The kinds of goods on the receipt, as on the paper. */
function Lines({ it }: { it: Verified }) {
  const t = useT()
  return (
    <div className={css.scroll}>
      <table className={css.lines}>
        <caption>{t('public.goods_lines')}</caption>
        <thead>
          <tr>
            <th>{t('public.goods_name')}</th>
            <th>{t('public.goods_unit')}</th>
            <th className="num">{t('public.goods_pieces')}</th>
            <th className="num">{t('public.goods_standard')}</th>
            <th className="num">{t('public.goods_amount')}</th>
          </tr>
        </thead>
        <tbody>
          {it.lines.map((line) => (
            <tr key={`${line.name}${line.unit}${line.amount_fen}${line.evidence_no}`}>
              <td>{line.name}</td>
              <td>{line.unit}</td>
              <td className="num">{line.pieces.toLocaleString()}</td>
              <td className="num">{line.standard_fen > 0 ? yuan(line.standard_fen, { fen: true }) : '—'}</td>
              <td className="num">{yuan(line.amount_fen, { fen: true })}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td colSpan={4}>{t('public.goods_total', { capitals: it.capitals })}</td>
            <td className="num">{yuan(it.amount_fen, { fen: true })}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

function StoryOf({ story }: { story: Story }) {
  const t = useT()
  const option = useMemo(() => flowOption(story.flows, t('public.other_income')), [story.flows, t])
  return (
    <section aria-label={t('public.story')} className={css.story}>
      <Card title={t('public.story')} note={`${story.number} · ${story.donor}`} padded>
        {story.form === 'goods' ? (
          <>
            <p>{t('public.goods_story')}</p>
            {story.goods.map((line) => (
              <p key={`${line.name}${line.unit}`}>
                {t('public.goods_went', {
                  goods: line.name,
                  all: line.pieces,
                  n: line.handed,
                  unit: line.unit,
                  yuan: yuan(line.handed_fen, { fen: true }),
                })}{' '}
                {line.households > 0
                  ? t('public.goods_homes', { n: line.households })
                  : line.handed > 0
                    ? t('public.goods_homes_few', { n: story.small_group })
                    : ''}
              </p>
            ))}
          </>
        ) : (
          <>
            <MoneyBar
              label={t('public.story')}
              whole={Math.max(1, story.used_fen + story.rest_fen)}
              parts={[
                { label: t('public.used'), fen: story.used_fen, color: 'var(--c-blue3)' },
                { label: t('public.rest'), fen: story.rest_fen, color: 'var(--c-gold)' },
              ]}
            />
            <p>
              {t('public.story_said', {
                amount: yuan(story.amount_fen, { fen: true }),
                used: yuan(story.used_fen, { fen: true }),
                rest: yuan(story.rest_fen, { fen: true }),
              })}
              {story.told_to ? t('public.told_to', { month: story.told_to }) : ''}
            </p>
            {story.flows.length > 0 ? (
              <Chart
                label={t('public.flow_said')}
                option={option}
                height={200}
                head={[t('public.campaign'), t('public.fund'), t('public.kind'), t('public.amount_yuan')]}
                rows={story.flows.map((one) => [
                  one.campaign,
                  one.fund,
                  one.kind,
                  yuan(one.amount_fen, { fen: true }),
                ])}
              />
            ) : null}
          </>
        )}
      </Card>
      {story.groups.length > 0 ? (
        <div className={css.three}>
          <Sums title={t('public.by_kind')} list={story.kinds} />
          <Sums title={t('public.by_area')} list={story.areas} />
          <Sums title={t('public.by_period')} list={story.periods} />
        </div>
      ) : null}
      {story.groups.length > 0 ? (
        <Card title={t('public.groups')} note={t('public.groups_note', { n: story.small_group })} padded>
          <ul className={css.groups}>
            {story.groups.map((one) => (
              <li key={`${one.period}${one.kind}${one.area}`}>
                <span>
                  {one.period.replace('/', ' – ')} · {one.kind} · {one.area}
                </span>
                <span className="sec">{t('public.helped', { n: one.persons })}</span>
                <b className="num">{yuan(one.amount_fen, { fen: true })}</b>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
    </section>
  )
}
