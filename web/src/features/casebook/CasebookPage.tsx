import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useParams } from 'react-router'
import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { CaseHead } from './CaseHead'
import css from './casebook.module.css'
import { EconomyCard } from './EconomyCard'
import { MemberCard } from './MemberCard'
import { MoneyCard } from './MoneyCard'
import { PapersCard } from './PapersCard'
import { PlanCard } from './PlanCard'
import { ProgressCard } from './ProgressCard'
import { QuestionCard } from './QuestionCard'
import { bookQuery, checkQuery, planQuery, visitsQuery } from './queries'
import { TimelineCard } from './TimelineCard'
import { TransferCard } from './TransferCard'
import type { CaseFile } from './types'
import { useActions } from './useActions'
import { ViewsCard } from './ViewsCard'

const ActionDialog = lazy(async () => ({ default: (await import('./dialogs/ActionDialog')).ActionDialog }))
const Drawers = lazy(async () => ({ default: (await import('./drawers/Drawers')).Drawers }))

export type DrawerCode = 'assessment' | 'papers' | 'timeline' | 'views' | 'questions' | 'progress'

/** States in which the plan is what matters. */
const planned = new Set(['recognised', 'assisting', 'revisit_due', 'ending', 'ended', 'archived'])

/** The household on one page. */
export default function CasebookPage() {
  const t = useT()
  const { id = '' } = useParams()
  const book = useQuery(bookQuery(id))
  const enabled = book.data !== undefined
  const check = useQuery({ ...checkQuery(id), enabled }).data
  const mayPlan = useMe().permissions.includes('plan.view')
  const plan = useQuery({ ...planQuery(id), enabled: enabled && mayPlan }).data
  const visits = useQuery({ ...visitsQuery(id), enabled }).data
  if (book.data) return <Ready file={{ book: book.data, check, plan, visits }} />
  return (
    <Page title={t('casebook.title')} back={paths.casebook} fit>
      <Card grow>
        {book.isPending ? (
          <Loading lines={8} />
        ) : (
          <ErrorState error={book.error} onRetry={() => void book.refetch()} />
        )}
      </Card>
    </Page>
  )
}

function Ready({ file }: { file: CaseFile }) {
  const { action, open, close } = useActions(file)
  const [drawer, setDrawer] = useState<DrawerCode>()
  const { book } = file
  const hasPlan = (file.plan?.plans.length ?? 0) > 0 || planned.has(book.case.state)
  return (
    <Page title={book.case.title} bare fit>
      <CaseHead file={file} open={open} />
      <div className={css.columns}>
        <div className={css.left}>
          <MemberCard book={book} />
          <EconomyCard book={book} onDetails={() => setDrawer('assessment')} />
          <ViewsCard book={book} onAll={() => setDrawer('views')} />
        </div>
        <div className={css.middle}>
          <MoneyCard file={file} />
          {hasPlan ? (
            <PlanCard file={file} open={open} onProgress={() => setDrawer('progress')} />
          ) : (
            <ProgressCard file={file} open={open} onAssessment={() => setDrawer('assessment')} />
          )}
        </div>
        <div className={css.right}>
          <TransferCard book={book} open={open} />
          <QuestionCard book={book} open={open} onAll={() => setDrawer('questions')} />
          <TimelineCard book={book} onAll={() => setDrawer('timeline')} />
          <PapersCard book={book} open={open} onAll={() => setDrawer('papers')} />
        </div>
      </div>
      <Suspense fallback={null}>
        {action ? (
          <ActionDialog key={action.code + (action.id ?? '')} file={file} action={action} onClose={close} />
        ) : null}
        {drawer ? (
          <Drawers code={drawer} file={file} open={open} onClose={() => setDrawer(undefined)} />
        ) : null}
      </Suspense>
    </Page>
  )
}
