// Pictures of the built app over the fixtures, into .shots/: node scripts/shots.mjs [name…]
// Also fails on anything the browser complains about, the content policy among it.
import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { preview } from 'vite'

const PC = { width: 1366, height: 768 }
const WALL = { width: 1920, height: 1080 }
const PHONE = { width: 390, height: 844 }
const shots = [
  ['signin', '/sign-in?reason=idle', PC, { out: true }],
  ['signin-phone', '/sign-in', PHONE, { out: true }],
  ['workbench', '/workbench', PC],
  ['workbench-en', '/workbench', PC, { keep: { 'yice.language': 'en' } }],
  ['workbench-large', '/workbench', PC, { keep: { 'yice.large': '1' }, full: true }],
  ['case-large', '/casebook/c1', PC, { keep: { 'yice.large': '1' }, full: true }],
  ['workbench-phone', '/workbench', PHONE, { full: true }],
  ['intake', '/intake', PC],
  ['intake-phone', '/intake', PHONE],
  ['intake-new', '/intake/new', PC],
  ['intake-new-phone', '/intake/new', PHONE, { full: true }],
  ['notices', '/public/notices', PC, { out: true }],
  ['notices-phone', '/public/notices', PHONE, { out: true }],
  ['casebook', '/casebook', PC],
  ['casebook-phone', '/casebook', PHONE],
  ['case', '/casebook/c1', PC],
  ['case-en', '/casebook/c1', PC, { keep: { 'yice.language': 'en' } }],
  ['case-phone', '/casebook/c1', PHONE, { full: true }],
  ['case-gone', '/casebook/gone', PC],
  ['not-on', '/settings', PC],
  ['not-on-phone', '/settings', PHONE],
  ['policy', '/policy', PC],
  ['policy-en', '/policy?group=platform', PC, { keep: { 'yice.language': 'en' } }],
  ['policy-phone', '/policy', PHONE],
  [
    'search',
    '/workbench',
    PC,
    { act: (page) => page.getByRole('combobox').first().pressSequentially('王立') },
  ],
  ['account', '/workbench', PC, { act: (page) => page.getByRole('button', { name: '账户' }).click() }],
  ['more-phone', '/workbench', PHONE, { act: (page) => page.getByRole('button', { name: '更多' }).click() }],
  ['filter', '/casebook?state=tabled&state=noticed&sort=-file_no', PC],
  ['settings', '/settings?org=union', PC],
  ['settings-phone', '/settings?org=union', PHONE],
  ['staff', '/settings/staff', PC],
  ['staff-phone', '/settings/staff', PHONE],
  ['person', '/settings/staff/p2', PC],
  ['person-phone', '/settings/staff/p2', PHONE, { full: true }],
  ['roles', '/settings/roles', PC],
  ['sign-ins', '/settings/sign-ins', PC],
  ['meetings', '/meetings', PC],
  ['meetings-phone', '/meetings', PHONE],
  ['meeting', '/meetings/m1', PC],
  ['meeting-en', '/meetings/m1', PC, { keep: { 'yice.language': 'en' } }],
  ['meeting-phone', '/meetings/m1', PHONE, { full: true }],
  ['meeting-done', '/meetings/m3', PC],
  ['agenda', '/meetings/m1', PC, { act: (page) => page.getByRole('button', { name: '列入议题' }).click() }],
  ['screen', '/meetings/m2/screen', WALL],
  ['screen-decided', '/meetings/m2/screen?no=4', WALL],
  ['screen-open', '/meetings/m2/screen?no=6', WALL],
  ['screen-rule', '/meetings/m2/screen?no=13', WALL],
  ['screen-small', '/meetings/m2/screen', PC],
  ['screen-en', '/meetings/m2/screen', PC, { keep: { 'yice.language': 'en' } }],
  ['screen-votes', '/meetings/m2/screen?no=6', PC, { act: (page) => page.keyboard.press('v') }],
  ['screen-pass', '/meetings/m2/screen', PC, { act: (page) => page.keyboard.press('Enter') }],
  ['screen-change', '/meetings/m2/screen', PC, { act: (page) => page.keyboard.press('a') }],
  ['seat', '/meetings/m2/seat?no=5', PC],
  ['seat-phone', '/meetings/m2/seat?no=5', PHONE, { full: true }],
  ['visits', '/visits', PC],
  ['visits-phone', '/visits', PHONE],
  ['visit-form', '/visits/v1', PHONE],
  [
    'visit-sign',
    '/visits/v1',
    PHONE,
    { act: (page) => page.getByRole('button', { name: '照片和签名' }).click() },
  ],
  ['visit-form-pc', '/visits/v1', PC],
  ['checks', '/checks', PC],
  ['check', '/checks/k1', PC],
  ['check-phone', '/checks/k1', PHONE],
  ['none', '/casebook?q=xyz', PC],
  ['services', '/services', PC],
  ['services-phone', '/services', PHONE],
  ['service', '/services/s1', PC],
  ['service-phone', '/services/s3', PHONE],
  [
    'service-plan',
    '/services',
    PC,
    { act: (page) => page.getByRole('button', { name: '预约服务' }).click() },
  ],
  ['providers', '/services/providers', PC],
  ['reports', '/reports', PC, { full: true }],
  ['reports-phone', '/reports', PHONE, { full: true }],
  ['reports-en', '/reports', PC, { keep: { 'yice.language': 'en' } }],
  ['report-list', '/reports/list?measure=recognised&half=2020-H1', PC],
  [
    'oversight',
    '/oversight',
    PC,
    { act: (page) => page.getByRole('button', { name: '核验日志链' }).click() },
  ],
  ['oversight-phone', '/oversight', PHONE],
  [
    'oversight-entry',
    '/oversight',
    PC,
    { act: (page) => page.getByRole('button', { name: '发起核对' }).click() },
  ],
  ['exceptions', '/oversight/exceptions', PC],
  ['overdue', '/oversight/overdue', PC],
  [
    'questions',
    '/oversight/questions',
    PC,
    { act: (page) => page.getByRole('button', { name: 'JD-2020-003' }).click() },
  ],
  ['questions-phone', '/oversight/questions', PHONE],
  ['password', '/password', PC, { act: (page) => page.getByLabel('新密码', { exact: true }).fill('Abc12') }],
]

const wanted = process.argv.slice(2)
const root = new URL('..', import.meta.url)
mkdirSync(new URL('.shots', root), { recursive: true })
const server = await preview({
  root: root.pathname,
  preview: { port: 4179, host: '127.0.0.1' },
  logLevel: 'error',
})
const base = 'http://127.0.0.1:4179'
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
let complaints = 0
try {
  for (const [name, path, viewport, options = {}] of shots) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const context = await browser.newContext({ viewport, locale: 'zh-CN', hasTouch: viewport === PHONE })
    await context.addInitScript((keep) => {
      for (const [key, value] of Object.entries(keep)) localStorage.setItem(key, value)
    }, options.keep ?? {})
    const page = await context.newPage()
    page.on('console', (m) => {
      if (!['error', 'warning'].includes(m.type()) || /status of (401|404)/.test(m.text())) return
      complaints++
      console.log(name, m.text())
    })
    page.on('pageerror', (e) => {
      complaints++
      console.log(name, e.message)
    })
    await context.request[options.out ? 'delete' : 'post'](`${base}/api/v1/session`, {
      data: { login: 'chenlx', password: 'demo' },
    })
    await page.goto(base + path, { waitUntil: 'networkidle' })
    if (options.act) await options.act(page)
    await page.waitForTimeout(500)
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (over > 0) {
      complaints++
      console.log(name, `is ${over} px too wide`)
    }
    if (options.full) {
      const height = await page.evaluate(() => {
        const main = document.querySelector('main')
        return main ? main.scrollHeight - main.clientHeight + innerHeight : innerHeight
      })
      await page.setViewportSize({ ...viewport, height })
    }
    await page.screenshot({ path: new URL(`.shots/${name}.png`, root).pathname })
    await context.close()
  }
} finally {
  await browser.close()
  await server.close()
}
process.exit(complaints ? 1 : 0)
