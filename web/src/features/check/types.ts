import type { components } from '../../api/types.gen'

type Schemas = components['schemas']

export type Overview = Schemas['CheckOverview']
export type Signed = Schemas['CheckSigned']
export type Request = Schemas['CheckRequest']
export type Summary = Schemas['CheckSummary']
export type Detail = Schemas['CheckDetail']
export type Answer = Schemas['CheckAnswer']
export type Value = Schemas['CheckValue']
export type Row = Schemas['CheckRow']
export type Source = Schemas['CheckSource']
export type Item = Schemas['CheckItem']
export type CheckForm = Schemas['CheckForm']
export type ListRow = Schemas['CheckListRow']
