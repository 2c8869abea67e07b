import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { formQuery, visitQuery } from './queries'
import { VisitForm } from './VisitForm'
import { VisitView } from './VisitView'

/** One visit: the form for those who go, the record for all who may see it. */
export default function VisitPage() {
  const t = useT()
  const { id = '' } = useParams()
  const visit = useQuery({ ...visitQuery(id), refetchOnWindowFocus: false, staleTime: 60_000 })
  const form = useQuery(formQuery)
  const error = visit.error ?? form.error
  if (!visit.data || !form.data)
    return (
      <Page title={t('visits.title')} back={paths.visits} fit>
        <Card grow>
          {error ? <ErrorState error={error} onRetry={() => void visit.refetch()} /> : <Loading lines={8} />}
        </Card>
      </Page>
    )
  if (can(visit.data.visit, 'record'))
    return (
      <Page title={t(`visits.kind_${visit.data.visit.kind}`)} bare fit>
        <VisitForm key={visit.data.visit.id + visit.dataUpdatedAt} detail={visit.data} form={form.data} />
      </Page>
    )
  return <VisitView detail={visit.data} form={form.data} />
}
