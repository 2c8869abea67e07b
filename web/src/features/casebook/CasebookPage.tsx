import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { Timeline } from '../../ui/Timeline'
import { CaseHead } from './CaseHead'
import css from './casebook.module.css'
import { EconomyCard } from './EconomyCard'
import { MemberCard } from './MemberCard'
import { MoneyCard } from './MoneyCard'
import { PapersCard } from './PapersCard'
import { PlanCard } from './PlanCard'
import { QuestionCard } from './QuestionCard'
import { caseQuery } from './queries'
import type { CaseFile } from './types'
import { ViewsCard } from './ViewsCard'

/** The household on one page. */
export default function CasebookPage() {
  const t = useT()
  const { id = '' } = useParams()
  const file = useQuery(caseQuery(id))
  if (file.data) return <Ready file={file.data} />
  return (
    <Page title={t('casebook.title')} back={paths.casebook} fit>
      <Card grow>
        {file.isPending ? (
          <Loading lines={8} />
        ) : (
          <ErrorState error={file.error} onRetry={() => void file.refetch()} />
        )}
      </Card>
    </Page>
  )
}

function Ready({ file }: { file: CaseFile }) {
  const t = useT()
  return (
    <Page title={file.household} bare fit>
      <CaseHead file={file} />
      <div className={css.columns}>
        <div className={css.left}>
          <MemberCard members={file.members} />
          {file.economy ? <EconomyCard economy={file.economy} /> : null}
          <ViewsCard views={file.views} />
        </div>
        <div className={css.middle}>
          {file.cost || file.caps ? <MoneyCard cost={file.cost} caps={file.caps} /> : null}
          <PlanCard plan={file.plan} />
        </div>
        <div className={css.right}>
          <QuestionCard questions={file.questions} />
          <Card
            grow
            title={t('casebook.timeline')}
            extra={<span className="sec">{t('casebook.events', { n: file.timeline.total })}</span>}
          >
            <Timeline items={file.timeline.items} />
          </Card>
          <PapersCard papers={file.papers} />
        </div>
      </div>
    </Page>
  )
}
