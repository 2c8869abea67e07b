import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Connect, Plugin } from 'vite'
import { book, caseRows, notices, plan } from './casebook'
import codes from './codes.json' with { type: 'json' }
import { me, workbench } from './data'
import { candidates, meetingList, meetingView, motionSheet } from './meetings'
import { supervised } from './oversight'
import { policyBoard, policyDraft, policyHistory } from './policy'
import { settings } from './settings'
import { visits } from './visits'

// Invented answers for `npm run dev` and `npm run preview`, so that pages can be seen without the Go server.
// Runs inside vite only; nothing of dev/ is part of the build. Sign in with any account and the password "demo";
// the account "new" must change its password first. YICE_FIXTURE=error|forbidden|empty shows those states.

const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:"

let signedIn: string | undefined
let mustChange = false

export function fixtures(): Plugin {
  return {
    name: 'yice-fixtures',
    configureServer: (server) => {
      server.middlewares.use('/api/v1', answer)
    },
    configurePreviewServer: (server) => {
      server.middlewares.use((_request, response, next) => {
        response.setHeader('Content-Security-Policy', POLICY)
        next()
      })
      server.middlewares.use('/api/v1', answer)
    },
  }
}

function answer(request: Connect.IncomingMessage, response: ServerResponse): void {
  route(request, response).catch((error: unknown) => refuse(response, 500, 'internal', String(error)))
}

async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://fixture')
  const spot = `${request.method} ${url.pathname}`
  const state = process.env.YICE_FIXTURE
  if (spot === 'POST /session') return enter(request, response)
  if (spot === 'GET /public/notices') return send(response, 200, notices)
  if (signedIn === undefined) return refuse(response, 401, 'session.none', '请先登录')
  if (spot === 'DELETE /session') {
    signedIn = undefined
    return send(response, 204)
  }
  if (spot === 'POST /session/password') return change(request, response)
  if (spot === 'GET /me') return send(response, 200, me(signedIn, mustChange))
  if (state === 'error') return refuse(response, 503, 'unavailable', '')
  if (state === 'forbidden') return refuse(response, 403, 'forbidden', '')
  if (spot === 'GET /workbench') return send(response, 200, workbench(state === 'empty'))
  if (spot === 'GET /codes') return send(response, 200, codes)
  if (spot === 'GET /reopenings')
    return send(response, 200, { items: [], next: '', total: 0, total_capped: false })
  if (spot === 'GET /cases') return send(response, 200, caseRows(url.searchParams, state === 'empty'))
  if (spot === 'GET /policy/params')
    return send(
      response,
      200,
      policyBoard(url.searchParams.get('area') ?? '', url.searchParams.get('on') ?? ''),
    )
  if (spot === 'POST /policy/params') return send(response, 200, policyDraft(await read(request)))
  const past = /^GET \/policy\/params\/([\w.]+)\/history$/.exec(spot)
  if (past) return send(response, 200, policyHistory(past[1] ?? ''))
  if (spot === 'GET /meetings') return send(response, 200, meetingList())
  if (/^GET \/meetings\/\w+\/candidates$/.test(spot)) return send(response, 200, candidates)
  const held = /^GET \/(meetings|motions)\/(\w+)$/.exec(spot)
  if (held) {
    const found = held[1] === 'meetings' ? meetingView(held[2] ?? '') : motionSheet(held[2] ?? '')
    return found ? send(response, 200, found) : refuse(response, 404, 'not_found', '')
  }
  const seen = supervised(spot, url.searchParams)
  if (seen !== undefined) return send(response, 200, seen)
  const set = request.method === 'GET' ? settings(url.pathname, url.searchParams) : undefined
  if (set !== undefined) return send(response, 200, set)
  const visited = request.method === 'GET' ? visits(url.pathname) : undefined
  if (visited !== undefined) return send(response, 200, visited)
  if (/^GET \/cases\/[\w-]+\/plan$/.test(spot)) return send(response, 200, plan)
  const page = /^GET \/cases\/([\w-]+)\/casebook$/.exec(spot)
  if (page) {
    const file = book(page[1] ?? '')
    return file ? send(response, 200, file) : refuse(response, 404, 'not_found', '')
  }
  return refuse(response, 404, 'not_found', '')
}

async function enter(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { login, password } = await read(request)
  if (password !== 'demo') return refuse(response, 401, 'session.wrong', '账号或密码不对，请重新填写')
  signedIn = login ?? ''
  mustChange = login === 'new'
  send(response, 200, {})
}

async function change(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { old } = await read(request)
  if (old !== 'demo') {
    const fields = [{ path: 'old', code: 'password.wrong', detail: '现在的密码不对' }]
    return refuse(response, 422, 'invalid', '请改正标出的内容', fields)
  }
  mustChange = false
  send(response, 204)
}

async function read(request: IncomingMessage): Promise<Record<string, string>> {
  let text = ''
  for await (const part of request) text += String(part)
  return text ? JSON.parse(text) : {}
}

function send(response: ServerResponse, status: number, body?: unknown): void {
  response.statusCode = status
  response.setHeader('Content-Type', 'application/json')
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  detail: string,
  fields?: unknown,
): void {
  response.statusCode = status
  response.setHeader('Content-Type', 'application/problem+json')
  response.end(
    JSON.stringify({ type: 'about:blank', title: '', status, code, detail, fields, request_id: 'r-fixture' }),
  )
}
