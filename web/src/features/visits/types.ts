import type { components } from '../../api/types.gen'

type Schemas = components['schemas']

export type Visit = Schemas['VisitVisit']
export type Visitor = Schemas['VisitVisitor']
export type VisitDetail = Schemas['VisitDetail']
export type VisitRecord = Schemas['VisitRecord']
export type Presence = Schemas['VisitPresence']
export type Photo = Schemas['VisitPhoto']
export type Statement = Schemas['VisitStatement']
export type Seen = Schemas['VisitSeen']
export type Due = Schemas['VisitDue']
export type Board = Schemas['VisitBoard']
export type Relative = Schemas['VisitRelative']
export type Colleague = Schemas['VisitColleague']
export type VisitForm = Schemas['VisitForm']
export type Kind = 'initial' | 'revisit' | 'after_exit'

export const fileUrl = (id: string) => `/api/v1/files/${id}`
