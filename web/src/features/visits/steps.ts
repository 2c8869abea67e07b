import type { VisitDetail, VisitForm, VisitRecord } from './types'

export interface StepProps {
  detail: VisitDetail
  form: VisitForm
  record: VisitRecord
  change: (part: Partial<VisitRecord>) => void
  /** The time by the server's clock, in unix milliseconds. */
  now: () => number
}
