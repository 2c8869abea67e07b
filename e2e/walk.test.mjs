// A newcomer's walk: every page that the navigation of a role leads to, and one page behind each kind of link on it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { password } from './api.mjs'
import { browser, demo, postgres, story } from './kit.mjs'

const desk = { viewport: { width: 1366, height: 768 } }
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const walks = [
  ['chenlixin', phone],
  ['suntao', desk],
  ['hanmei', phone],
  ['hedui', phone],
  ['fuxue', desk],
  ['jiandu', phone],
  ['xitong', desk],
]

/** What is wrong with the page that is open. */
const faults = () => {
  const out = []
  const wide = document.documentElement.scrollWidth - innerWidth
  if (wide > 1) out.push(`${wide} px wider than the screen`)
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const place = node.parentElement
    if (!place?.checkVisibility() || place.closest('script, style, code, pre')) continue
    const said = node.data.trim()
    if (/^[a-z_]+(\.[a-z_]+)+$/.test(said) && place.closest('main') && !place.closest('[class*=code], [class*=key]')) out.push(`no words for ${said}`)
    if (/undefined|NaN|\[object|Invalid Date/.test(said)) out.push(said)
  }
  return out
}

// once is enough: the pages do not know on which database they stand
test('every page of every role', { skip: postgres !== '' }, async (t) => {
  const book = await demo(t)
  const stage = story(t)
  const chromium = await browser(t)
  for (const [login, screen] of walks)
    await stage(`${login}, ${screen.viewport.width} px wide`, async () => {
      const window = await chromium.newContext({ ...screen, locale: 'zh-CN' })
      const answer = await window.request.post(`${book.url}/api/v1/session`, { data: { login, password } })
      assert(answer.ok(), await answer.text())
      const { nav } = await (await window.request.get(`${book.url}/api/v1/me`)).json()
      const page = await window.newPage()
      const wrong = []
      let here = ''
      const note = (what) => wrong.push(`${here}: ${what}`)
      page.on('response', (one) => one.status() >= 400 && note(`${one.status()} ${one.url()}`))
      page.on('console', (one) => one.type() === 'error' && note(one.text()))
      page.on('pageerror', (error) => note(String(error)))
      const kind = (address) => address.replace(/[0-9A-HJKMNP-TV-Z]{26}/g, 'ID').replace(/\?.*/, '')
      const seen = new Set()
      const visit = async (address) => {
        if (seen.has(kind(address))) return []
        seen.add(kind(address))
        here = address
        await page.goto(book.url + address)
        await page.waitForLoadState('networkidle')
        await page.locator('h1').first().waitFor()
        for (const fault of await page.evaluate(faults)) note(fault)
        return page.locator('main a[href^="/"]').evaluateAll((all) => all.map((one) => one.getAttribute('href')))
      }
      for (const entry of nav) for (const link of await visit(`/${entry}`)) if (!link.startsWith('/api/')) await visit(link)
      assert(seen.size > nav.length, `${[...seen]}`)
      assert.deepEqual(wrong, [])
      await window.close()
    })
})
