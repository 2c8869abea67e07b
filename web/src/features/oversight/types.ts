import type { components } from '../../api/types.gen'
import type { Tone } from '../../ui/Tag'

type Schemas = components['schemas']
export type Line = Schemas['OversightJournalLine']
export type Exception = Schemas['OversightException']
export type LateTask = Schemas['OversightLateTask']
export type Question = Schemas['OversightSupervisionQuestion']

export const exceptionKinds = ['urgent', 'waiver', 'override', 'export', 'reveal', 'reopen']
export const questionStates = ['asked', 'answered', 'returned', 'closed']
export const questionTones: Record<string, Tone> = {
  asked: 'amber',
  answered: 'blue',
  returned: 'red',
  closed: 'green',
}
