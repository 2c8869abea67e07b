import { queryOptions } from '@tanstack/react-query'
import { api, apiFetch, BASE, client, data, once } from '../../api/http'
import { type Page, pageQuery } from '../../api/page'
import type {
  AccountBook,
  Asked,
  Batch,
  Chart,
  Comparison,
  Config,
  Confirmation,
  ConfirmationDetail,
  Disclosure,
  Fund,
  FundRow,
  Layout,
  Made,
  Movement,
  NetAsk,
  NetDecision,
  NewBatch,
  NewBudget,
  NewFund,
  Order,
  Payer,
  Pool,
  Proposal,
  Receipt,
  Statement,
  Taken,
  Template,
  Tried,
} from './types'

export const fundKeys = {
  all: ['funds'] as const,
  pool: ['funds', 'pool'] as const,
  config: ['funds', 'config'] as const,
  list: ['funds', 'list'] as const,
  fund: (id: string) => ['funds', 'fund', id] as const,
  movements: ['funds', 'movements'] as const,
  receipts: ['funds', 'receipts'] as const,
  orders: ['funds', 'orders'] as const,
  order: (id: string) => ['funds', 'order', id] as const,
  batches: ['funds', 'batches'] as const,
  batch: (id: string) => ['funds', 'batch', id] as const,
  comparison: (id: string) => ['funds', 'comparison', id] as const,
  recoveries: ['funds', 'recoveries'] as const,
  statements: ['funds', 'statements'] as const,
  statement: (id: string) => ['funds', 'statement', id] as const,
  charts: ['funds', 'charts'] as const,
  confirmations: ['funds', 'confirmations'] as const,
  confirmation: (id: string) => ['funds', 'confirmation', id] as const,
}

export const poolQuery = queryOptions({
  queryKey: fundKeys.pool,
  queryFn: ({ signal }): Promise<Pool> => data(client.GET('/api/v1/funds/pool', { signal })),
})

export const configQuery = queryOptions({
  queryKey: fundKeys.config,
  queryFn: ({ signal }): Promise<Config> => data(client.GET('/api/v1/funds/config', { signal })),
  staleTime: 5 * 60_000,
})

export const fundsQuery = queryOptions({
  queryKey: ['funds', 'every'],
  queryFn: ({ signal }): Promise<Page<FundRow>> => data(client.GET('/api/v1/funds', { signal })),
})

export const fundQuery = (id: string) =>
  queryOptions({
    queryKey: fundKeys.fund(id),
    queryFn: ({ signal }): Promise<Fund> =>
      data(client.GET('/api/v1/funds/{id}', { params: { path: { id } }, signal })),
  })

export const movementsQuery = (id: string) =>
  pageQuery<Movement>(fundKeys.movements, '/funds/movements', { fund_id: id, limit: 100 })

export const receiptsQuery = (id: string) =>
  pageQuery<Receipt>(fundKeys.receipts, '/funds/receipts', { fund_id: id })

export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: fundKeys.order(id),
    queryFn: ({ signal }): Promise<Order> =>
      data(client.GET('/api/v1/funds/orders/{id}', { params: { path: { id } }, signal })),
  })

export const batchQuery = (id: string) =>
  queryOptions({
    queryKey: fundKeys.batch(id),
    queryFn: ({ signal }): Promise<Batch> =>
      data(client.GET('/api/v1/funds/batches/{id}', { params: { path: { id } }, signal })),
  })

const at = (id: string, key: string) => ({ params: { path: { id } }, headers: once(key) })

export const createFund = (body: NewFund, key: string): Promise<Fund> =>
  data(client.POST('/api/v1/funds', { body, headers: once(key) }))

export interface Received {
  amount_fen: number
  received_on: string
  payer_name: string
  evidence_no: string
  memo: string
}
export const receive = (id: string, body: Received, key: string): Promise<Fund> =>
  data(client.POST('/api/v1/funds/{id}/receipts', { ...at(id, key), body }))

export const reverseReceipt = (id: string, reason: string, key: string): Promise<Fund> =>
  data(client.POST('/api/v1/funds/receipts/{id}/reverse', { ...at(id, key), body: { reason } }))

export interface FundState {
  open: boolean
  version: number
  reason: string
}
export const setFundState = (id: string, body: FundState, key: string): Promise<Fund> =>
  data(client.POST('/api/v1/funds/{id}/state', { ...at(id, key), body }))

export interface BudgetInput {
  half: string
  amount_fen: number
  version: number
  reason: string
}
export const setBudget = (id: string, { half, ...body }: BudgetInput, key: string): Promise<Fund> =>
  data(
    client.PUT('/api/v1/funds/{id}/budgets/{half}', {
      params: { path: { id, half } },
      headers: once(key),
      body,
    }),
  )

export const proposalsQuery = (year: string) =>
  queryOptions({
    queryKey: ['funds', 'budgets', year],
    queryFn: ({ signal }): Promise<Page<Proposal>> =>
      data(client.GET('/api/v1/funds/budgets', { params: { query: { year } }, signal })),
  })

export const setBudgets = (
  body: { year: string; items: NewBudget[]; reason: string },
  key: string,
): Promise<Page<Proposal>> => data(client.PUT('/api/v1/funds/budgets', { body, headers: once(key) }))

export const carryOver = (
  id: string,
  half: string,
  body: { version: number; reason: string },
  key: string,
): Promise<Fund> =>
  data(
    client.POST('/api/v1/funds/{id}/budgets/{half}/carry', {
      params: { path: { id, half } },
      headers: once(key),
      body,
    }),
  )

/** What a person does to an order or a batch: the verb is the last part of the address. */
export interface Step {
  verb: string
  version: number
  reason?: string
}
export const stepOrder = (id: string, { verb, ...body }: Step, key: string) =>
  api.post<Order>(`/funds/orders/${id}/${verb}`, body, key)

export const askNetting = (id: string, body: NetAsk, key: string): Promise<Order> =>
  data(client.POST('/api/v1/funds/orders/{id}/nettings', { ...at(id, key), body }))

export const decideNetting = (id: string, body: NetDecision, key: string): Promise<Order> =>
  data(client.POST('/api/v1/funds/nettings/{id}/decide', { ...at(id, key), body }))

export const dropNetting = (id: string, version: number, reason: string, key: string): Promise<Order> =>
  data(client.POST('/api/v1/funds/nettings/{id}/drop', { ...at(id, key), body: { version, reason } }))

export const stepBatch = (id: string, { verb, ...body }: Step, key: string) =>
  api.post<Batch>(`/funds/batches/${id}/${verb}`, body, key)

export const createBatch = (body: NewBatch, key: string): Promise<Made> =>
  data(client.POST('/api/v1/funds/batches', { body, headers: once(key) }))

export const removeLines = (id: string, version: number, orders: string[], key: string): Promise<Batch> =>
  data(client.POST('/api/v1/funds/batches/{id}/remove', { ...at(id, key), body: { version, orders } }))

export const recover = (
  id: string,
  body: { version: number; amount_fen: number; evidence_no: string },
  key: string,
) => data(client.POST('/api/v1/funds/recoveries/{id}/receive', { ...at(id, key), body }))

export const comparisonQuery = (id: string) =>
  queryOptions({
    queryKey: fundKeys.comparison(id),
    queryFn: ({ signal }): Promise<Comparison> =>
      data(client.GET('/api/v1/funds/batches/{id}/comparison', { params: { path: { id } }, signal })),
  })

export const reconcile = (id: string, version: number, key: string): Promise<Comparison> =>
  data(client.POST('/api/v1/funds/batches/{id}/reconcile', { ...at(id, key), body: { version } }))

export const explainMissing = (id: string, line_id: string, note: string, key: string): Promise<Comparison> =>
  data(client.POST('/api/v1/funds/batches/{id}/missing', { ...at(id, key), body: { line_id, note } }))

export const explainRow = (id: string, note: string, key: string) =>
  data(client.POST('/api/v1/funds/statement-rows/{id}/explain', { ...at(id, key), body: { note } }))

export const accountBookQuery = (month: string) =>
  queryOptions({
    queryKey: ['funds', 'accounts', month],
    queryFn: ({ signal }): Promise<AccountBook> =>
      data(client.GET('/api/v1/accounts/months/{month}', { params: { path: { month } }, signal })),
  })

export const chartsQuery = queryOptions({
  queryKey: fundKeys.charts,
  queryFn: ({ signal }): Promise<Page<Chart>> => data(client.GET('/api/v1/accounts/charts', { signal })),
})

export const setChart = (
  { code, ...body }: Omit<Chart, 'updated_at' | 'updated_by'>,
  key: string,
): Promise<Chart> =>
  data(client.PUT('/api/v1/accounts/charts/{code}', { params: { path: { code } }, headers: once(key), body }))

export const setPayer = (
  { code, ...body }: Omit<Payer, 'updated_at' | 'updated_by' | 'underway'>,
  key: string,
): Promise<Payer> =>
  data(client.PUT('/api/v1/funds/payers/{code}', { params: { path: { code } }, headers: once(key), body }))

export const setTemplate = (
  { code, ...body }: Pick<Template, 'code' | 'name' | 'layout' | 'version'>,
  key: string,
): Promise<Template> =>
  data(client.PUT('/api/v1/funds/templates/{code}', { params: { path: { code } }, headers: once(key), body }))

/** Shows what a layout does with a sample (base64) of the bank's answer; nothing is kept. */
export const tryTemplate = (layout: Layout, sample: string, key: string): Promise<Tried> =>
  data(
    client.POST('/api/v1/funds/templates/try', {
      headers: once(key),
      body: sample ? { layout, sample } : { layout },
    }),
  )

export const statementQuery = (id: string) =>
  queryOptions({
    queryKey: fundKeys.statement(id),
    queryFn: ({ signal }): Promise<Statement> =>
      data(client.GET('/api/v1/funds/statements/{id}', { params: { path: { id } }, signal })),
  })

export const closeMonth = (month: string, key: string): Promise<AccountBook> =>
  data(
    client.POST('/api/v1/accounts/months/{month}/close', {
      params: { path: { month } },
      headers: once(key),
    }),
  )

export const disclosureQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ['funds', 'disclosure', from, to],
    queryFn: ({ signal }): Promise<Disclosure> =>
      data(client.GET('/api/v1/accounts/disclosure', { params: { query: { from, to } }, signal })),
  })

export const confirmationsQuery = queryOptions({
  queryKey: fundKeys.confirmations,
  queryFn: ({ signal }): Promise<Page<Confirmation>> =>
    data(client.GET('/api/v1/funds/confirmations', { signal })),
})

export const confirmationQuery = (id: string) =>
  queryOptions({
    queryKey: fundKeys.confirmation(id),
    queryFn: ({ signal }): Promise<ConfirmationDetail> =>
      data(client.GET('/api/v1/funds/confirmations/{id}', { params: { path: { id } }, signal })),
  })

/** What became of asking a payee: the verb is the last part of the address. */
export const answerConfirmation = (id: string, verb: string, body: Asked, key: string) =>
  api.post<ConfirmationDetail>(`/funds/confirmations/${id}/${verb}`, body, key)

export const callPayee = (id: string, purpose: string, key: string): Promise<{ phone: string }> =>
  data(client.POST('/api/v1/funds/confirmations/{id}/call', { ...at(id, key), body: { purpose } }))

/** Sends the bank's statement; the same file twice answers the first result. */
export async function takeStatement(
  id: string,
  file: File,
): Promise<{ taken: { matched: number; strange: number; again: boolean }; comparison: Comparison }> {
  const form = new FormData()
  form.append('file', file, file.name)
  const response = await apiFetch(
    new Request(`${BASE}/funds/batches/${id}/statement`, { method: 'POST', body: form }),
  )
  return response.json()
}

export const resolve = (
  id: string,
  body: { version: number; unmatched_id: string; note: string },
  key: string,
): Promise<Batch> => data(client.POST('/api/v1/funds/batches/{id}/resolve', { ...at(id, key), body }))

export const repay = (id: string, orders: string[], key: string): Promise<Made> =>
  data(
    client.POST('/api/v1/funds/batches/{id}/repay', {
      ...at(id, key),
      body: { items: orders.map((order_id) => ({ order_id })) },
    }),
  )

export interface Answer {
  taken: Taken
  batch: Batch
}

/** Sends the bank's return file; the same file twice answers the first result. */
export async function takeReturn(id: string, file: File): Promise<Answer> {
  const form = new FormData()
  form.append('file', file, file.name)
  const response = await apiFetch(
    new Request(`${BASE}/funds/batches/${id}/return`, { method: 'POST', body: form }),
  )
  return (await response.json()) as Answer
}
