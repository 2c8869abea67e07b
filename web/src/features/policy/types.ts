import type { components } from '../../api/types.gen'

type Schemas = components['schemas']

export type Board = Schemas['PolicyBoard']
export type Line = Schemas['PolicyLine']
export type Version = Schemas['PolicyShown']
export type Proposal = Schemas['PolicyProposal']
export type RuleBoard = Schemas['PolicyRuleBoard']
export type RuleLine = Schemas['PolicyRuleLine']
export type RuleVersion = Schemas['PolicyShownRule']
export type RuleDetail = Schemas['PolicyRuleDetail']
export type RuleProposal = Schemas['PolicyRuleProposal']
export type CheckedRules = Schemas['PolicyCheckedRules']
export type TestOutcome = Schemas['PolicyTestOutcome']
export type Job = Schemas['WorkbenchJob']

/** What the replay job leaves as its result. */
export interface Replayed {
  checked: number
  differences: { id: string; case_id: string; what: string; stored: string; now: string }[]
}

/** The order in which groups of parameters are shown. */
export const groups = [
  'standard',
  'class',
  'score',
  'platform',
  'disease',
  'deadline',
  'notice',
  'revisit',
  'meeting',
] as const
