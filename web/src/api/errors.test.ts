import { expect, test } from 'vitest'
import { ApiError, namePath, problemOf } from './errors'

test('a problem keeps its code, sentence, fields and request', async () => {
  const error = await problemOf(
    new Response(
      JSON.stringify({
        status: 422,
        code: 'aid.need_required',
        detail: '请至少选择一项需求',
        fields: [{ path: 'needs', code: 'field.required', detail: '必填' }],
        request_id: 'r1',
      }),
      { status: 422, headers: { 'Content-Type': 'application/problem+json' } },
    ),
  )
  expect(error.code).toBe('aid.need_required')
  expect(error.fields[0]?.path).toBe('needs')
  expect(error.requestId).toBe('r1')
  expect(error.passing).toBe(false)
})

test('an answer that is no problem document still becomes an error', async () => {
  const error = await problemOf(new Response('<html>', { status: 503, headers: { 'Retry-After': '5' } }))
  expect(error.passing).toBe(true)
  expect(error.retryAfter).toBe(5)
})

test('a full disk does not pass by itself', () => {
  expect(new ApiError(503, { code: 'unavailable' }).passing).toBe(true)
  expect(new ApiError(503, { code: 'disk_full' }).passing).toBe(false)
})

test('field paths become form names', () => {
  expect(namePath('members[1].id_no')).toEqual(['members', 1, 'id_no'])
  expect(namePath('members.1.id_no')).toEqual(['members', 1, 'id_no'])
  expect(new ApiError(0, {}).passing).toBe(true)
})
