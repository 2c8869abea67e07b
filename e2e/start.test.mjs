import assert from 'node:assert/strict'
import test from 'node:test'
import { browser, page, serve } from './kit.mjs'

test('a fresh book shows the sign-in page and nothing else', async (t) => {
  const yice = await serve(t)
  const window = await page(t, await browser(t))
  await window.goto(yice.url)
  await window.locator('input[type=password]').waitFor()
  assert.match(await window.title(), /一策/)

  const answer = await fetch(`${yice.url}/api/v1/me`)
  assert.equal(answer.status, 401)
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
})
