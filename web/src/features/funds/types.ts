import type { Schemas } from '../../api/schemas'

export type Pool = Schemas['OrderPool']
export type FundRow = Schemas['FundFundShown']
export type Fund = Schemas['FundFundPage']
export type NewFund = Schemas['FundNewFund']
export type Receipt = Schemas['FundReceipt']
export type Movement = Schemas['FundMovement']
export type Recovery = Schemas['OrderRecoveryShown']
export type Config = Schemas['BatchConfig']
export type OrderRow = Schemas['OrderOrderShown']
export type Order = Schemas['OrderOrderPage']
export type Claim = Order['claims'][number]
export type Netting = Order['nettings'][number]
export type NetAsk = Schemas['OrderNetAsk']
export type NetDecision = Schemas['OrderNetDecision']
export type BatchRow = Schemas['BatchBatchShown']
export type Batch = Schemas['BatchBatchPage']
export type Line = Schemas['BatchLineShown']
export type NewBatch = Schemas['BatchNewBatch']
export type Made = Schemas['BatchMadeOut']
export type Taken = Schemas['BatchTaken']
export type AccountBook = Schemas['AccountBook']
export type Chart = Schemas['AccountChart']
export type Proposal = Schemas['FundProposal']
export type NewBudget = Schemas['FundNewBudget']
export type Rule = Schemas['AccountRule']
export type Template = Schemas['BatchTemplate']
export type Payer = Schemas['FundPayer']
export type Layout = Schemas['BatchLayout']
export type Tried = Schemas['BatchTried']
export type StatementRow = Schemas['PayStatementShown']
export type Statement = Schemas['PayStatementPage']
export type Disclosure = Schemas['AccountDisclosure']
export type Comparison = Schemas['PayComparison']
export type Confirmation = Schemas['PayConfirmationShown']
export type ConfirmationDetail = Schemas['PayConfirmationPage']
export type Asked = Schemas['PayAnswer']

/** Codes of domain rules §13; their words stand in the locales as source_… and purpose_…. */
export const sources = [
  'central_budget',
  'provincial_budget',
  'local_budget',
  'upper_union',
  'own_union',
  'donation',
  'donation_restricted',
  'employer',
  'mutual_aid',
  'other',
] as const

export const purposes = [
  'living',
  'medical',
  'study',
  'employment',
  'housing',
  'rehabilitation',
  'legal',
  'psychological',
  'nursing',
  'production',
  'other',
] as const

export const orderStates = ['waiting', 'held', 'batched', 'paid', 'failed', 'repaid', 'cancelled'] as const

/** What has not gone to the bank yet and can still be stopped. */
export const stoppable: readonly string[] = ['waiting', 'held', 'batched']

export const batchStates = [
  'draft',
  'locked',
  'reviewed',
  'released',
  'returned',
  'reconciled',
  'closed',
  'cancelled',
] as const

/** What a column of a bank's file may show. */
export const layoutFields = [
  'seq',
  'account',
  'account_name',
  'amount',
  'bank',
  'branch',
  'bank_line_no',
  'purpose',
  'remark',
  'payer_account',
  'payer_name',
  'batch_no',
  'constant',
] as const

/** What a column of a return file without a head row may hold. */
export const returnFields = [
  'seq',
  'account',
  'holder',
  'amount',
  'status',
  'reason',
  'ref',
  'on',
  'remark',
  'skip',
] as const
