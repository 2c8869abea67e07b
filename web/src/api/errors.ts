/** One input that the server found wrong; a warning does not stop the action. */
export interface FieldProblem {
  path: string
  code: string
  detail: string
  warn?: boolean
}

interface Problem {
  code?: string
  detail?: string
  title?: string
  fields?: FieldProblem[]
  request_id?: string
}

/** Every refusal of the server, and every request that did not reach it (status 0). */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly fields: FieldProblem[]
  readonly requestId: string
  /** Seconds to wait before trying again. */
  readonly retryAfter: number

  constructor(status: number, problem: Problem, retryAfter = 0) {
    super(problem.code ?? `http ${status}`)
    this.status = status
    this.code = problem.code ?? ''
    this.detail = problem.detail ?? ''
    this.fields = problem.fields ?? []
    this.requestId = problem.request_id ?? ''
    this.retryAfter = retryAfter
  }

  /** The server was not reached or asks to come back later; a full disk waits for somebody to make room. */
  get passing(): boolean {
    if (this.code === 'disk_full') return false
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504
  }
}

export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(-1, { code: 'web.fault', detail: '' })
}

export async function problemOf(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get('Retry-After')) || 0
  const isJson = (response.headers.get('Content-Type') ?? '').includes('json')
  const problem: Problem = isJson ? await response.json().catch(() => ({})) : {}
  return new ApiError(response.status, problem, retryAfter)
}

/** "needs[0].amount_fen" and "needs.0.amount_fen" → ['needs', 0, 'amount_fen'], the way forms name inputs. */
export function namePath(path: string): (string | number)[] {
  return path
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter(Boolean)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}
