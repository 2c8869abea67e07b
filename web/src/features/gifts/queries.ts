import { queryOptions } from '@tanstack/react-query'
import { api, apiFetch, BASE, client, data, once } from '../../api/http'
import type {
  Asking,
  Campaign,
  Collection,
  Confirming,
  Gift,
  HandingOut,
  Handout,
  List,
  NewCampaign,
  Receiving,
  Revealed,
  Traced,
} from './types'

export const giftKeys = {
  all: ['gifts'] as const,
  campaigns: ['gifts', 'campaigns'] as const,
  campaign: (id: string) => ['gifts', 'campaign', id] as const,
  list: (id: string) => ['gifts', 'list', id] as const,
  pledges: (id: string) => ['gifts', 'pledges', id] as const,
  gifts: ['gifts', 'gifts'] as const,
  gift: (id: string) => ['gifts', 'gift', id] as const,
  trace: (id: string) => ['gifts', 'trace', id] as const,
  funds: ['gifts', 'funds'] as const,
}

const path = (id: string) => ({ params: { path: { id } } })

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: giftKeys.campaign(id),
    queryFn: ({ signal }): Promise<Campaign> =>
      data(client.GET('/api/v1/gifts/campaigns/{id}', { ...path(id), signal })),
  })

export const listQuery = (id: string) =>
  queryOptions({
    queryKey: giftKeys.list(id),
    queryFn: ({ signal }): Promise<List> =>
      data(client.GET('/api/v1/gifts/lists/{id}', { ...path(id), signal })),
  })

export const giftQuery = (id: string) =>
  queryOptions({
    queryKey: giftKeys.gift(id),
    queryFn: ({ signal }): Promise<Gift> => data(client.GET('/api/v1/gifts/{id}', { ...path(id), signal })),
  })

export const traceQuery = (id: string) =>
  queryOptions({
    queryKey: giftKeys.trace(id),
    queryFn: ({ signal }): Promise<Traced> =>
      data(client.GET('/api/v1/gifts/trace/{id}', { ...path(id), signal })),
  })

/** The open funds of donations, to choose from. */
export const fundsQuery = queryOptions({
  queryKey: giftKeys.funds,
  queryFn: async ({ signal }) => {
    const list = await data(client.GET('/api/v1/funds', { params: { query: { state: 'open' } }, signal }))
    return list.items.filter((fund) => fund.source.startsWith('donation'))
  },
})

export const createCampaign = (body: NewCampaign, key: string): Promise<Campaign> =>
  data(client.POST('/api/v1/gifts/campaigns', { body, headers: once(key) }))

export const editCampaign = (
  id: string,
  version: number,
  body: NewCampaign,
  key: string,
): Promise<Campaign> =>
  data(
    client.PUT('/api/v1/gifts/campaigns/{id}', {
      ...path(id),
      body: { ...body, version },
      headers: once(key),
    }),
  )

/** What a person does to a campaign, a pledge or a collection: the verb is the last part of the address. */
export interface Step {
  verb: string
  version: number
  reason?: string
}

export const stepCampaign = (id: string, { verb, ...body }: Step, key: string) =>
  api.post<Campaign>(`/gifts/campaigns/${id}/${verb}`, body, key)

export const cancelPledge = (id: string, version: number, reason: string, key: string) =>
  api.post<unknown>(`/gifts/pledges/${id}/cancel`, { version, reason }, key)

export const cancelCollection = (id: string, version: number, reason: string, key: string) =>
  api.post<unknown>(`/gifts/collections/${id}/cancel`, { version, reason }, key)

export const disclose = (
  id: string,
  body: { version: number; id: string; place: string; report: string },
  key: string,
): Promise<Campaign> =>
  data(client.POST('/api/v1/gifts/campaigns/{id}/disclose', { ...path(id), body, headers: once(key) }))

/** Sends a list of pledges; the same file twice is the same list. */
export async function takeList(campaign: string, file: File): Promise<List> {
  const form = new FormData()
  form.append('file', file, file.name)
  const response = await apiFetch(
    new Request(`${BASE}/gifts/campaigns/${campaign}/lists`, { method: 'POST', body: form }),
  )
  return (await response.json()) as List
}

export const applyList = (id: string, version: number, only_good: boolean, key: string): Promise<List> =>
  data(
    client.POST('/api/v1/gifts/lists/{id}/apply', {
      ...path(id),
      body: { version, only_good },
      headers: once(key),
    }),
  )

export const receive = (body: Receiving, key: string): Promise<Collection> =>
  data(client.POST('/api/v1/gifts/collections', { body, headers: once(key) }))

export const confirm = (id: string, body: Confirming, key: string): Promise<Collection> =>
  data(client.POST('/api/v1/gifts/collections/{id}/confirm', { ...path(id), body, headers: once(key) }))

export const ask = (id: string, body: Asking, key: string): Promise<Gift> =>
  data(client.POST('/api/v1/gifts/{id}/requests', { ...path(id), body, headers: once(key) }))

export const decide = (
  id: string,
  body: { version: number; agree: boolean; note?: string },
  key: string,
): Promise<Gift> =>
  data(client.POST('/api/v1/gifts/requests/{id}/decide', { ...path(id), body, headers: once(key) }))

export const reveal = (id: string, purpose: string): Promise<Revealed> =>
  data(client.POST('/api/v1/gifts/{id}/reveal', { ...path(id), body: { purpose } }))

export const recipientQuery = (case_no: string) =>
  queryOptions({
    queryKey: [...giftKeys.all, 'recipient', case_no],
    queryFn: ({ signal }) =>
      data(client.GET('/api/v1/gifts/recipients', { params: { query: { case_no } }, signal })),
    retry: false,
  })

export const handOut = (collection: string, body: HandingOut, key: string): Promise<Handout> =>
  data(
    client.POST('/api/v1/gifts/collections/{id}/handouts', { ...path(collection), body, headers: once(key) }),
  )

export const stepHandout = (
  id: string,
  verb: 'confirm' | 'return',
  body: { version: number; reason: string },
  key: string,
): Promise<Handout> =>
  verb === 'confirm'
    ? data(client.POST('/api/v1/gifts/handouts/{id}/confirm', { ...path(id), body, headers: once(key) }))
    : data(client.POST('/api/v1/gifts/handouts/{id}/return', { ...path(id), body, headers: once(key) }))
