import type { Schemas } from '../../api/schemas'

/** Everything about one household, as GET /cases/{id}/casebook answers it. */
export type Book = Schemas['AidCasebook']
export type Shown = Schemas['AidShown']
export type CaseRow = Schemas['AidRow']
export type Member = Schemas['PeopleMember']
export type Assessment = Schemas['PolicyAssessment']
export type CheckOverview = Schemas['CheckOverview']

/** What the dialogs work on. */
export interface CaseFile {
  book: Book
  /** Absent while the room of checks has not answered, or when the reader may not see it. */
  check: CheckOverview | undefined
}
