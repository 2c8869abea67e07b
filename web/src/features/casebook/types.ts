import type { Schemas } from '../../api/schemas'

/** Everything about one household, as GET /cases/{id}/casebook answers it. */
export type Book = Schemas['AidCasebook']
export type Shown = Schemas['AidShown']
export type CaseRow = Schemas['AidRow']
export type Member = Schemas['PeopleMember']
export type Assessment = Schemas['PolicyAssessment']
export type CheckOverview = Schemas['CheckOverview']

export type PlanSheet = Schemas['PlanSheet']
export type Plan = Schemas['PlanPlan']
export type Measure = Schemas['PlanMeasure']
export type CapUse = Schemas['PlanCap']
export type VisitsOfCase = Schemas['VisitOfCase']

/** What the page and its dialogs work on; a part is absent until its room has answered, or when the reader may not see it. */
export interface CaseFile {
  book: Book
  plan: PlanSheet | undefined
  visits: VisitsOfCase | undefined
  check: CheckOverview | undefined
}
