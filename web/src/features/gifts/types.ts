import type { Schemas } from '../../api/schemas'

export type CampaignRow = Schemas['GiftCampaignShown']
export type Campaign = Schemas['GiftCampaignPage']
export type NewCampaign = Schemas['GiftNewCampaign']
export type ListShown = Schemas['GiftListShown']
export type List = Schemas['GiftListPage']
export type Collection = Schemas['GiftCollectionShown']
export type Receiving = Schemas['GiftReceiving']
export type PledgeRow = Schemas['GiftPledgeShown']
export type GiftRow = Schemas['GiftGiftShown']
export type Gift = Schemas['GiftGiftPage']
export type Confirming = Schemas['GiftConfirming']
export type Goods = Schemas['GiftGoodsShown']
export type GoodsLineShown = Schemas['GiftLineShown']
export type Handout = Schemas['GiftHandoutShown']
export type HandingOut = Schemas['GiftHandingOut']
export type Asking = Schemas['GiftAsking']
export type Request = Schemas['GiftRequestShown']
export type Traced = Schemas['GiftTraced']
export type Revealed = Schemas['GiftRevealed']

/** What a restricted gift may be for: the needs of a case. */
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

export const pledgeStates = ['pledged', 'counted', 'received', 'cancelled'] as const
export const giftStates = ['received', 'refunded'] as const
export const forms = ['money', 'goods'] as const
