import type { components } from '../../api/types.gen'

type Schemas = components['schemas']

export type Board = Schemas['LabBoard']
export type Lever = Schemas['LabLever']
export type Question = Schemas['LabQuestion']
export type Population = Schemas['LabPopulation']
export type Answer = Schemas['LabAnswer']
export type Figures = Schemas['LabFigures']
export type Outcome = Schemas['LabOutcome']
export type Comparison = Schemas['LabComparison']
export type Part = Schemas['LabPart']
export type Shift = Schemas['LabShift']
export type Cases = Schemas['LabCases']
export type CaseRow = Schemas['LabCaseRow']
export type Aim = Schemas['LabAim']
export type Other = Schemas['LabOther']
export type Solved = Schemas['LabSolved']
export type Pair = Schemas['LabPair']
export type RationIn = Schemas['LabRationIn']
export type Portions = Schemas['LabPortions']
export type Ask = Schemas['LabAsk']
export type Run = Schemas['LabRun']
export type Head = Schemas['LabHead']
export type Wording = Schemas['PolicyWording']
export type Side = 'up' | 'down'
export type Changes = Record<string, string>

/** A reform as it is being put together: parameters with their values, ids of versions of rule sets. */
export interface Plan {
  changes: Changes
  rules: string[]
}

/** What was searched or shared out beside the comparison, to be kept with it. */
export interface Beside {
  aim?: Aim
  other?: Other
  ration?: RationIn
}
