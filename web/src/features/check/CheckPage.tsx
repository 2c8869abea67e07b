import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { type ReactNode, useState } from 'react'
import { Link, useParams } from 'react-router'
import { url } from '../../api/http'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { Tag } from '../../ui/Tag'
import { AnswerDrawer, type AnswerSpot } from './AnswerDrawer'
import { AnswerGrid } from './AnswerGrid'
import { CheckState } from './CheckState'
import css from './check.module.css'
import { CancelDialog, ObjectDialog, ReviewDialog } from './Dialogs'
import { checkQuery, formQuery } from './queries'
import { ReportCard } from './ReportCard'
import type { CheckForm, Detail } from './types'

/** One economic check: what the sources answered, what was declared beside it, and the report of two people. */
export default function CheckPage() {
  const t = useT()
  const { id = '' } = useParams()
  const check = useQuery(checkQuery(id))
  const form = useQuery(formQuery)
  const error = check.error ?? form.error
  if (check.data && form.data) return <Ready detail={check.data} form={form.data} />
  return (
    <Page title={t('check.title')} back={paths.checks} fit>
      <Card grow>
        {error ? <ErrorState error={error} onRetry={() => void check.refetch()} /> : <Loading lines={8} />}
      </Card>
    </Page>
  )
}

type DialogCode = 'cancel' | 'object' | 'review'

function Ready({ detail, form }: { detail: Detail; form: CheckForm }) {
  const t = useT()
  const [spot, setSpot] = useState<AnswerSpot>()
  const [dialog, setDialog] = useState<DialogCode>()
  const { request } = detail
  const total = detail.people.length * (request.sources?.length ?? 0)
  const close = () => setDialog(undefined)
  return (
    <Page
      title={t('check.page_title', { name: request.title })}
      back={paths.checks}
      note={
        <>
          {request.number} <CheckState state={request.state} />
        </>
      }
      actions={
        <>
          {request.state === 'issued' ? (
            <Button href={url(`/checks/${request.id}/print`)} target="_blank">
              {t('check.print')}
            </Button>
          ) : null}
          {can(detail, 'cancel') ? (
            <Button onClick={() => setDialog('cancel')}>{t('check.cancel')}</Button>
          ) : null}
          {can(detail, 'object') ? (
            <Button onClick={() => setDialog('object')}>{t('check.object')}</Button>
          ) : null}
          {can(detail, 'review') ? (
            <Button type="primary" onClick={() => setDialog('review')}>
              {t('check.review')}
            </Button>
          ) : null}
        </>
      }
    >
      <Facts detail={detail} />
      <div className={css.columns}>
        <Card
          title={t('check.answers')}
          note={t('check.answered', { n: detail.answers.length, total })}
          className={css.answers}
        >
          <AnswerGrid detail={detail} form={form} onOpen={setSpot} />
        </Card>
        <ReportCard key={request.version + detail.answers.length} detail={detail} form={form} />
      </div>
      <AnswerDrawer spot={spot} detail={detail} form={form} onClose={() => setSpot(undefined)} />
      <CancelDialog open={dialog === 'cancel'} request={request} onClose={close} />
      <ObjectDialog open={dialog === 'object'} request={request} onClose={close} />
      <ReviewDialog open={dialog === 'review'} request={request} onClose={close} />
    </Page>
  )
}

function Facts({ detail }: { detail: Detail }) {
  const t = useT()
  const { request } = detail
  const facts: [string, ReactNode][] = [
    [
      t('check.file_no'),
      <Link key="f" to={paths.case(request.case_id)}>
        {request.file_no}
      </Link>,
    ],
    [t('check.kind'), t(`check.kind_${request.kind}`)],
    [t('check.purpose'), request.purpose],
    [t('check.asked_by'), `${request.requested_org} ${request.requested_by}`],
    [t('check.asked_on'), <DateText key="a" at={request.requested_at} />],
    [t('check.due'), <DateText key="d" date={request.due_on} />],
    [t('check.checker'), request.checker || '—'],
    [t('check.reviewer'), request.reviewer || '—'],
  ]
  return (
    <Card>
      <dl className={css.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {request.state === 'open' && request.review_note ? (
        <p className={css.returned}>
          {t('check.returned', { who: request.reviewer, note: request.review_note })}
        </p>
      ) : null}
      {request.state === 'cancelled' ? (
        <p className={css.returned}>{t('check.was_cancelled', { note: request.review_note })}</p>
      ) : null}
      {detail.objection ? (
        <p className={css.objection}>
          <Tag tone="amber">{t('check.objection')}</Tag> {detail.objection.from_name}：{detail.objection.text}
          {detail.objection.files?.map((id, index) => (
            <a key={id} href={`/api/v1/files/${id}`} target="_blank" rel="noreferrer">
              {t('check.evidence', { n: index + 1 })}
            </a>
          ))}
        </p>
      ) : null}
      <p className={css.secret}>{t('check.secret')}</p>
    </Card>
  )
}
