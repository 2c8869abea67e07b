import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import test from 'node:test'
import { browser, freePort, page } from './kit.mjs'

test('the browser shows Chinese and clicks', async (t) => {
  const port = await freePort()
  const html = `<!doctype html><meta charset="utf-8"><title>一策</title><span id="word">龘</span>
    <button onclick="this.textContent = '已受理'">受理</button>`
  const server = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end(html)).listen(port, '127.0.0.1')
  t.after(() => server.close())

  const window = await page(t, await browser(t))
  await window.goto(`http://127.0.0.1:${port}/`)
  await window.getByRole('button', { name: '受理' }).click()
  assert.equal(await window.getByRole('button').textContent(), '已受理')
  // Without a Chinese font every character is the same empty box.
  const ink = (text) =>
    window.evaluate((text) => {
      const canvas = document.createElement('canvas')
      const pen = canvas.getContext('2d')
      pen.font = '40px sans-serif'
      pen.fillText(text, 10, 60)
      return pen.getImageData(0, 0, 300, 150).data.reduce((sum, value) => sum + value, 0)
    }, text)
  assert.notEqual(await ink('一'), await ink('龘'), 'no Chinese font is installed')
})
