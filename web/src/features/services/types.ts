import type { components } from '../../api/types.gen'
import type { Tone } from '../../ui/Tag'

type Schemas = components['schemas']
export type Session = Schemas['CareSessionRow']
export type ShownSession = Schemas['CareShownSession']
export type Provider = Schemas['CareProvider']
export type SessionInput = Schemas['CareSessionInput']
export type ProviderInput = Schemas['CareProviderInput']

export const kinds = ['psychological', 'nursing', 'massage', 'legal', 'volunteer', 'other']
export const states = ['planned', 'done', 'missed', 'cancelled']
export const outcomes = ['better', 'same', 'worse', 'referred', 'finished']
export const stateTones: Record<string, Tone> = {
  planned: 'amber',
  done: 'green',
  missed: 'red',
  cancelled: 'grey',
}
