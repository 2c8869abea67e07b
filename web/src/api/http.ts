import createClient from 'openapi-fetch'
import { language } from '../lib/i18n'
import { ApiError, problemOf } from './errors'
import { reportHealth, reportSignedOut } from './status'
import type { paths } from './types.gen'

export const BASE = '/api/v1'

export type Query = Record<string, string | number | boolean | readonly string[] | undefined>

/** One key for one action of a person; a repeated attempt of the same action sends the same key. */
export function newKey(): string {
  return crypto.randomUUID()
}

/** The only call of fetch: adds the language, turns refusals into ApiError, tells when the server or the session is gone. */
export async function apiFetch(request: Request): Promise<Response> {
  request.headers.set('Accept-Language', language())
  let response: Response
  try {
    response = await fetch(request)
  } catch (cause) {
    if (request.signal.aborted) throw cause
    reportHealth('offline')
    throw new ApiError(0, { code: 'web.offline' })
  }
  if (response.ok) {
    reportHealth('ok')
    return response
  }
  const error = await problemOf(response)
  if (error.passing) reportHealth('busy')
  if (error.status === 401 && !request.url.endsWith(`${BASE}/session`)) reportSignedOut()
  throw error
}

/** Typed by the server's OpenAPI document (npm run gen). */
export const client = createClient<paths>({ baseUrl: '', fetch: apiFetch })

/** The answer of a typed call; a refusal has been thrown as ApiError before. */
export async function data<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T
}

/** A typed call whose answer is empty. */
export async function done(call: Promise<unknown>): Promise<void> {
  await call
}

/** The header that makes a typed unsafe call happen once: `headers: once(key)`. */
export function once(key: string): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': key }
}

export function url(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue
    if (Array.isArray(value)) for (const one of value) search.append(name, one)
    else search.set(name, String(value))
  }
  const text = search.toString()
  return BASE + path + (text ? `?${text}` : '')
}

interface SendOptions {
  query?: Query
  body?: unknown
  key?: string
  signal?: AbortSignal
}

async function send<T>(method: string, path: string, options: SendOptions): Promise<T> {
  const headers = new Headers({ Accept: 'application/json' })
  if (options.body !== undefined) headers.set('Content-Type', 'application/json')
  if (method !== 'GET') headers.set('Idempotency-Key', options.key ?? newKey())
  const response = await apiFetch(
    new Request(url(path, options.query), {
      method,
      headers,
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: options.signal ?? null,
    }),
  )
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}

/** Loosely typed calls for rooms whose routes are not in openapi.json yet; prefer `client` where they are. */
export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => send<T>('GET', path, { query, signal }),
  post: <T>(path: string, body: unknown, key?: string) => send<T>('POST', path, { body, key }),
  put: <T>(path: string, body: unknown, key?: string) => send<T>('PUT', path, { body, key }),
  delete: <T>(path: string, key?: string) => send<T>('DELETE', path, { key }),
}
