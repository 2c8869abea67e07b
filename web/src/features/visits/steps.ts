import type { VisitDetail, VisitForm, VisitRecord } from './types'

export interface StepProps {
  detail: VisitDetail
  form: VisitForm
  record: VisitRecord
  change: (part: Partial<VisitRecord>) => void
}
