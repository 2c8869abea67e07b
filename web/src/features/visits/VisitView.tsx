import Button from 'antd/es/button'
import { type ReactNode, useState } from 'react'
import { Link } from 'react-router'
import { url } from '../../api/http'
import { can } from '../../auth/session'
import { instant } from '../../lib/dates'
import { useLanguage, useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { Page } from '../../ui/Page'
import { CancelDialog } from './CancelDialog'
import { OutcomeDialog } from './OutcomeDialog'
import { PlanDialog, type PlanTarget } from './PlanDialog'
import { fileUrl, type VisitDetail, type VisitForm } from './types'
import { VisitState } from './VisitState'
import css from './visits.module.css'

interface Props {
  detail: VisitDetail
  form: VisitForm
}

/** What was seen and said, for those who decide. */
export function VisitView({ detail, form }: Props) {
  const t = useT()
  const { visit } = detail
  const [deciding, setDeciding] = useState(false)
  const [cancelling, setCancelling] = useState(false)
  const [plan, setPlan] = useState<PlanTarget>()
  return (
    <Page
      title={t('visits.view_title', { name: visit.title, kind: t(`visits.kind_${visit.kind}`) })}
      back={paths.visits}
      note={<VisitState visit={visit} />}
      actions={
        <>
          {can(visit, 'print') ? (
            <Button href={url(`/visits/${visit.id}/print`)} target="_blank">
              {t('visits.print')}
            </Button>
          ) : null}
          {can(visit, 'cancel') ? (
            <Button onClick={() => setCancelling(true)}>{t('visits.cancel')}</Button>
          ) : null}
          {can(visit, 'replan') ? (
            <Button
              onClick={() =>
                setPlan({
                  caseId: visit.case_id,
                  title: visit.title,
                  kind: visit.kind,
                  month: visit.month,
                  dueOn: visit.due_on,
                  visitId: visit.id,
                })
              }
            >
              {t('visits.replan')}
            </Button>
          ) : null}
          {can(visit, 'decide') ? (
            <Button type="primary" onClick={() => setDeciding(true)}>
              {t('visits.decide')}
            </Button>
          ) : null}
        </>
      }
    >
      <Summary detail={detail} />
      {visit.state === 'done' ? <Found detail={detail} form={form} /> : null}
      <OutcomeDialog open={deciding} detail={detail} form={form} onClose={() => setDeciding(false)} />
      <CancelDialog open={cancelling} visit={visit} onClose={() => setCancelling(false)} />
      <PlanDialog target={plan} onClose={() => setPlan(undefined)} />
    </Page>
  )
}

function Summary({ detail }: { detail: VisitDetail }) {
  const t = useT()
  const { visit, record } = detail
  const facts: [string, ReactNode][] = [
    [
      t('visits.file_no'),
      <Link key="c" to={paths.case(visit.case_id)}>
        {visit.file_no}
      </Link>,
    ],
    [t('visits.visitors'), visit.visitors.map((one) => `${one.name}（${one.org_name}）`).join('、')],
    [t('visits.planned_on'), <DateText key="p" date={visit.planned_on} />],
    [t('visits.due_on'), <DateText key="d" date={visit.due_on} />],
  ]
  if (visit.state === 'done')
    facts.push(
      [t('visits.when'), `${stamp(record.started_at)} — ${stamp(record.finished_at).slice(11)}`],
      [t('visits.place'), record.place],
      [t('visits.respondent'), `${record.respondent ?? ''}（${record.relation ?? ''}）`],
      [t('visits.advice'), <b key="a">{t(`visits.advice_${visit.advice}`)}</b>],
    )
  if (visit.outcome)
    facts.push([
      t('visits.outcome'),
      t('visits.outcome_line', {
        outcome: t(`visits.advice_${visit.outcome}`),
        reason: visit.outcome_reason,
        who: visit.outcome_by,
      }),
    ])
  if (visit.cancel_reason) facts.push([t('visits.cancel_reason'), visit.cancel_reason])
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
      {detail.held_on ? <p className={css.held}>{t('visits.held_since', { date: detail.held_on })}</p> : null}
    </Card>
  )
}

function Found({ detail, form }: Props) {
  const t = useT()
  const zh = useLanguage() === 'zh-CN'
  const { record, visit } = detail
  const housing = form.housings.find((one) => one.code === record.dwelling?.type)
  const lines: [string, string | undefined][] = [
    [t('visits.conclusion'), record.conclusion],
    [t('visits.advice_reason'), record.advice_reason],
    [t('visits.relapse'), visit.relapse ? t(`visits.relapse_${visit.relapse}`) : ''],
    [
      t('visits.dwelling'),
      [
        zh ? housing?.zh : housing?.en,
        record.dwelling?.area ? `${record.dwelling.area} ${t('visits.square_metres')}` : '',
        record.dwelling?.condition ? t(`visits.condition_${record.dwelling.condition}`) : '',
        record.dwelling?.note,
      ]
        .filter(Boolean)
        .join(' · '),
    ],
    [t('visits.living_food'), record.living?.food],
    [t('visits.living_clothing'), record.living?.clothing],
    [t('visits.living_equipment'), record.living?.equipment],
    [t('visits.living_note'), record.living?.note],
    [t('visits.changed'), record.changes?.same ? t('visits.changed_no') : ''],
    [t('visits.change_income'), record.changes?.income],
    [t('visits.change_health'), record.changes?.health],
    [t('visits.change_study'), record.changes?.study],
    [t('visits.change_work'), record.changes?.work],
    [t('visits.incomes'), money(record.incomes, 'income', t)],
    [t('visits.costs'), money(record.costs, 'cost', t)],
    [
      t('visits.property'),
      record.property
        ?.map((one) => `${t(`visits.property_${one.kind}`)} ${one.count ?? ''} ${one.note ?? ''}`)
        .join('；'),
    ],
  ]
  return (
    <div className={css.found}>
      <Card title={t('visits.found')} padded>
        <dl className={css.lines}>
          {lines
            .filter(([, value]) => value)
            .map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
      </Card>
      <div className={css.proof}>
        <Card
          title={t('visits.photos')}
          note={t('visits.photo_count', { n: record.photos?.length ?? 0 })}
          padded
        >
          <div className={css.gallery}>
            {record.photos?.map((one) => (
              <figure key={one.file_id}>
                <a href={fileUrl(one.file_id)} target="_blank" rel="noreferrer">
                  <img
                    src={fileUrl(one.file_id)}
                    alt={t(`visits.photo_${one.kind || 'other'}`)}
                    loading="lazy"
                  />
                </a>
                <figcaption>
                  {t(`visits.photo_${one.kind || 'other'}`)} {one.taken_at ? instant(one.taken_at).time : ''}
                </figcaption>
              </figure>
            ))}
          </div>
        </Card>
        <Card title={t('visits.signatures')} padded>
          <div className={css.gallery}>
            {visit.visitors.map((one) => (
              <Signed
                key={one.staff_id}
                name={one.name}
                fileId={record.signatures?.find((sign) => sign.staff_id === one.staff_id)?.file_id}
              />
            ))}
            {record.members
              ?.filter((one) => one.present && (one.file_id || one.refused))
              .map((one) => {
                const name =
                  detail.members.find((member) => member.id === one.person_id)?.name ?? one.name ?? ''
                return one.refused ? (
                  <Signed
                    key={one.person_id}
                    name={t('visits.refused_by', { name, witness: one.witness_name ?? '' })}
                    fileId={one.witness_file_id}
                  />
                ) : (
                  <Signed key={one.person_id} name={name} fileId={one.file_id} />
                )
              })}
          </div>
        </Card>
      </div>
    </div>
  )
}

function Signed({ name, fileId }: { name: string; fileId: string | undefined }) {
  const t = useT()
  return (
    <figure>
      {fileId ? (
        <img src={fileUrl(fileId)} alt={t('visits.signature_of', { name })} className={css.inked} />
      ) : null}
      <figcaption>{name}</figcaption>
    </figure>
  )
}

function money(list: VisitDetail['record']['incomes'], prefix: string, t: ReturnType<typeof useT>): string {
  return (list ?? [])
    .map((one) =>
      t('visits.amount_line', {
        kind: t(`visits.${prefix}_${one.kind}`),
        sum: yuan(one.year_fen),
        note: one.note ?? '',
      }),
    )
    .join('；')
}

function stamp(at: number | undefined): string {
  if (!at) return ''
  const { date, time } = instant(at)
  return `${date} ${time}`
}
