import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Radio from 'antd/es/radio'
import { useId, useState } from 'react'
import { useParams } from 'react-router'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { ConfirmationTag } from './ConfirmationTag'
import css from './funds.module.css'
import { answerConfirmation, callPayee, confirmationQuery, fundKeys } from './queries'
import type { Asked, ConfirmationDetail } from './types'

export default function ConfirmationPage() {
  const t = useT()
  const { id = '' } = useParams()
  const one = useQuery(confirmationQuery(id))
  if (!one.data)
    return (
      <Page title={t('funds.sample')} back={paths.fundConfirmations}>
        <Card>
          {one.isError ? (
            <ErrorState error={one.error} onRetry={() => void one.refetch()} />
          ) : (
            <Loading lines={6} />
          )}
        </Card>
      </Page>
    )
  return <Ready key={one.data.version} one={one.data} />
}

const methods = ['phone', 'visit', 'window'] as const

/** One payee to be asked: what he should have got, and what he says. */
function Ready({ one }: { one: ConfirmationDetail }) {
  const t = useT()
  const id = useId()
  const queries = useQueryClient()
  const [method, setMethod] = useState<Asked['method']>('phone')
  const [note, setNote] = useState('')
  const [phone, setPhone] = useState('')
  const answer = useAction({
    send: (verb: string, key) =>
      answerConfirmation(
        one.id,
        verb,
        verb === 'explain' ? { version: one.version, note } : { version: one.version, method, note },
        key,
      ),
    done: t('funds.saved'),
    onDone: () => queries.invalidateQueries({ queryKey: fundKeys.all }),
  })
  const call = useAction({
    send: (_: undefined, key) => callPayee(one.id, t('funds.call_purpose', { no: one.batch_no }), key),
    onDone: (got) => setPhone(got.phone),
  })
  const asks = can(one, 'confirm')
  const facts: [string, string][] = [
    [t('funds.batch_no'), `${one.batch_no}-${one.seq}`],
    [t('funds.purpose'), one.purpose_text],
    [t('funds.account'), t('funds.account_end', { bank: one.bank, last4: one.last4 })],
    [t('funds.paid_on'), one.paid_on],
    [t('funds.asked_department'), t(`funds.department_${one.department}`)],
  ]
  return (
    <Page
      title={t('funds.confirm_title', { name: one.holder })}
      note={<ConfirmationTag state={one.state} text={one.state_text} />}
      back={paths.fundConfirmations}
    >
      <div className={css.ask}>
        <Card title={t('funds.should_have')} padded>
          <p className={css.big}>{yuan(one.amount_fen, { fen: true })}</p>
          <p>{one.capitals}</p>
          <dl className={css.facts}>
            {facts.map(([label, text]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{text}</dd>
              </div>
            ))}
            <div>
              <dt>{t('funds.phone')}</dt>
              <dd>
                {phone || one.phone}{' '}
                {asks && !phone ? (
                  <Button size="small" type="link" loading={call.pending} onClick={() => call.run(undefined)}>
                    {t('funds.show_phone')}
                  </Button>
                ) : null}
              </dd>
            </div>
          </dl>
        </Card>
        <Card title={t('funds.what_he_says')} padded>
          {one.answered_at ? (
            <p>
              {t(`funds.method_${one.method}`)} · {one.answered_by} <DateText at={one.answered_at} />
              {one.note ? t('ui.says') + one.note : ''}
            </p>
          ) : null}
          {one.explanation ? (
            <p>
              {one.explained_by} <DateText at={one.explained_at} />
              {t('ui.says')}
              {one.explanation}
            </p>
          ) : null}
          {asks ? (
            <Radio.Group
              aria-label={t('funds.method')}
              value={method}
              onChange={(event) => setMethod(event.target.value)}
              options={methods.map((value) => ({ value, label: t(`funds.method_${value}`) }))}
            />
          ) : null}
          {asks || can(one, 'explain') ? (
            <>
              <label htmlFor={id} style={{ display: 'block', margin: '12px 0 4px' }}>
                {t(asks ? 'funds.answer_note' : 'funds.explain_note')}
              </label>
              <Input.TextArea
                id={id}
                rows={3}
                maxLength={500}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
              <div className={css.acts}>
                {asks ? (
                  <Button type="primary" loading={answer.pending} onClick={() => answer.run('confirm')}>
                    {t('funds.answer_confirm')}
                  </Button>
                ) : null}
                {can(one, 'deny') ? (
                  <Button danger disabled={!note.trim()} onClick={() => answer.run('deny')}>
                    {t('funds.answer_deny')}
                  </Button>
                ) : null}
                {can(one, 'unreach') ? (
                  <Button disabled={!note.trim()} onClick={() => answer.run('unreach')}>
                    {t('funds.answer_unreach')}
                  </Button>
                ) : null}
                {can(one, 'explain') ? (
                  <Button
                    type="primary"
                    disabled={!note.trim()}
                    loading={answer.pending}
                    onClick={() => answer.run('explain')}
                  >
                    {t('funds.explain')}
                  </Button>
                ) : null}
              </div>
            </>
          ) : null}
        </Card>
      </div>
    </Page>
  )
}
