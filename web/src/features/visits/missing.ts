import type { VisitDetail, VisitRecord } from './types'

/** The screens of the form, in order. */
export type StepCode = 'arrive' | 'home' | 'money' | 'changes' | 'sign' | 'end'

export interface Lack {
  step: StepCode
  /** `visits.lack_<code>`. */
  code: string
  name?: string
}

export function stepsOf(kind: string): StepCode[] {
  if (kind === 'initial') return ['arrive', 'home', 'money', 'sign', 'end']
  if (kind === 'revisit') return ['arrive', 'changes', 'sign', 'end']
  return ['arrive', 'sign', 'end']
}

/** What the form still lacks, in the order of the screens. The server has the last word; this names it before. */
export function lacks(detail: VisitDetail, record: VisitRecord): Lack[] {
  const out: Lack[] = []
  const kind = detail.visit.kind
  const need = (ok: unknown, step: StepCode, code: string, name?: string) => {
    if (!ok) out.push(name === undefined ? { step, code } : { step, code, name })
  }
  need(record.started_at, 'arrive', 'start')
  need(record.place, 'arrive', 'place')
  need(record.respondent && record.relation, 'arrive', 'respondent')
  need(record.staff_relative, 'arrive', 'relative')
  need(record.staff_relative !== 'yes' || detail.relatives.length > 0, 'arrive', 'register')
  if (kind === 'initial') {
    need(record.dwelling?.type, 'home', 'dwelling')
    need(record.dwelling?.condition, 'home', 'condition')
    const living = record.living ?? {}
    need(living.food || living.clothing || living.equipment || living.note, 'home', 'living')
  }
  if (kind === 'revisit') {
    const changes = record.changes ?? {}
    need(
      changes.same || changes.income || changes.health || changes.study || changes.work,
      'changes',
      'changes',
    )
  }
  signLacks(detail, record, need)
  need(record.conclusion, 'end', 'conclusion')
  need(record.advice, 'end', 'advice')
  need(kind !== 'revisit' || !record.advice || record.advice_reason, 'end', 'advice_reason')
  need(record.advice !== 'relapse' || record.relapse, 'end', 'relapse')
  return out
}

function signLacks(
  detail: VisitDetail,
  record: VisitRecord,
  need: (ok: unknown, step: StepCode, code: string, name?: string) => void,
) {
  const present = (record.members ?? []).filter((one) => one.present)
  need(present.length > 0, 'sign', 'present')
  need((record.photos ?? []).length > 0, 'sign', 'photo')
  const unsigned: string[] = []
  for (const visitor of detail.visit.visitors)
    if (!record.signatures?.some((one) => one.staff_id === visitor.staff_id)) unsigned.push(visitor.name)
  for (const one of present) {
    const person = detail.members.find((member) => member.id === one.person_id)
    if (person?.is_minor) continue
    if (!one.file_id && !one.refused) unsigned.push(person?.name ?? one.name ?? '')
    if (one.refused && !(one.witness_name && one.witness_file_id))
      need(false, 'sign', 'witness', person?.name ?? one.name ?? '')
  }
  if (unsigned.length === 1) need(false, 'sign', 'signature', unsigned[0])
  if (unsigned.length > 1) need(false, 'sign', 'signatures', String(unsigned.length))
}
