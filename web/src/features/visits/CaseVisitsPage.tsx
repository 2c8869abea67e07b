import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { api } from '../../api/http'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { PlanDialog, type PlanTarget } from './PlanDialog'
import { caseVisitsQuery } from './queries'
import { VisitState } from './VisitState'
import css from './visits.module.css'

/** All visits of one household, the newest first. */
export default function CaseVisitsPage() {
  const t = useT()
  const { id = '' } = useParams()
  const [plan, setPlan] = useState<PlanTarget>()
  const visits = useQuery(caseVisitsQuery(id))
  const file = useQuery({
    queryKey: ['visits', 'title', id],
    queryFn: ({ signal }) => api.get<{ title: string; file_no: string }>(`/cases/${id}`, undefined, signal),
  })
  const name = file.data?.title ?? ''
  return (
    <Page
      title={t('visits.of_household', { name })}
      back={paths.case(id)}
      note={file.data?.file_no}
      actions={
        visits.data && can(visits.data, 'plan') ? (
          <Button
            type="primary"
            onClick={() =>
              setPlan({ caseId: id, title: name, kind: visits.data.kind, month: 0, dueOn: '', visitId: '' })
            }
          >
            {t('visits.plan_kind', { kind: t(`visits.kind_${visits.data.kind}`) })}
          </Button>
        ) : undefined
      }
    >
      {visits.data?.held_on ? (
        <p className={css.held}>{t('visits.held_since', { date: visits.data.held_on })}</p>
      ) : null}
      <Card
        title={t('visits.title')}
        note={visits.data ? t('visits.times', { n: visits.data.visits.length }) : null}
      >
        {visits.isPending ? (
          <Loading lines={6} />
        ) : visits.isError ? (
          <ErrorState error={visits.error} onRetry={() => void visits.refetch()} />
        ) : visits.data.visits.length === 0 ? (
          <EmptyState icon="door" title={t('visits.no_records')} hint={t('visits.never_visited')} />
        ) : (
          <ul className={css.history}>
            {visits.data.visits.map((visit) => (
              <li key={visit.id}>
                <DateText date={visit.done_on || visit.planned_on} />
                <span>
                  <Link to={paths.visit(visit.id)}>{t(`visits.kind_${visit.kind}`)}</Link>
                  <VisitState visit={visit} />
                </span>
                <span className="sec">{visit.visitors.map((one) => one.name).join('、')}</span>
                <span>
                  {visit.advice ? t(`visits.advice_${visit.outcome || visit.advice}`) : visit.cancel_reason}
                </span>
                <Link to={paths.visit(visit.id)} className={css.verb}>
                  {t(
                    can(visit, 'record')
                      ? `visits.go_${visit.kind}`
                      : can(visit, 'decide')
                        ? 'visits.decide'
                        : 'visits.look',
                  )}
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Card>
      {visits.data && visits.data.relatives.length > 0 ? (
        <Card title={t('visits.relatives')} padded>
          {visits.data.relatives.map((one) => (
            <p key={one.id}>
              {t('visits.relative_line', {
                name: one.staff_name,
                org: one.staff_org,
                relation: one.relation,
              })}
            </p>
          ))}
        </Card>
      ) : null}
      <PlanDialog target={plan} onClose={() => setPlan(undefined)} />
    </Page>
  )
}
