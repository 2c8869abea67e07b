import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { ApiError } from './errors'
import { NotifyContext } from './notify'
import { useAction } from './useAction'

afterEach(cleanup)

function setUp(answers: (ApiError | 'ok')[]) {
  const keys: string[] = []
  const said: string[] = []
  const client = new QueryClient({ defaultOptions: { mutations: { retry: false } } })
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>
      <NotifyContext value={{ done: (s) => said.push(s), refused: (s) => said.push(s) }}>
        {children}
      </NotifyContext>
    </QueryClientProvider>
  )
  const send = async (_input: { n: number }, key: string) => {
    keys.push(key)
    const answer = answers[keys.length - 1]
    if (answer instanceof ApiError) throw answer
  }
  const hook = renderHook(() => useAction({ send, done: 'saved' }), { wrapper })
  const run = async (n: number) => {
    const before = keys.length
    act(() => hook.result.current.run({ n }))
    await waitFor(() => expect(keys.length).toBe(before + 1))
    await waitFor(() => expect(hook.result.current.pending).toBe(false))
  }
  return { keys, said, run }
}

test('after a lost answer the same input is sent under the same key, other input under another', async () => {
  const { keys, run } = setUp([new ApiError(0, {}), 'ok', 'ok', new ApiError(503, {}), 'ok'])
  await run(1)
  await run(1)
  expect(keys[1]).toBe(keys[0])
  await run(1) // a new action after success
  expect(keys[2]).not.toBe(keys[1])
  await run(1)
  await run(2)
  expect(keys[4]).not.toBe(keys[3])
})

test('a refusal is said once, in the words of the server, and ends the action', async () => {
  const { keys, said, run } = setUp([
    new ApiError(409, { code: 'aid.already_open', detail: '该户已有在办档案' }),
    'ok',
  ])
  await run(1)
  await run(1)
  expect(said).toEqual(['该户已有在办档案', 'saved'])
  expect(keys[1]).not.toBe(keys[0])
})

test('a field that no form shows is said as a message', async () => {
  const { said, run } = setUp([
    new ApiError(422, {
      detail: '请改正',
      fields: [{ path: 'needs', code: 'field.required', detail: '至少选一项需求' }],
    }),
  ])
  await run(1)
  expect(said).toEqual(['至少选一项需求'])
})
