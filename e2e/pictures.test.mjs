// Eight pages of the demo city as pictures: into e2e/out/, or with YICE_PICTURES=1 into docs/pictures/ for the README.
import { mkdir } from 'node:fs/promises'
import test from 'node:test'
import { staff } from './api.mjs'
import { go, windows } from './hand.mjs'
import { browser, demo, postgres } from './kit.mjs'

const folder = new URL(process.env.YICE_PICTURES ? '../docs/pictures/' : 'out/', import.meta.url).pathname
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
const projector = { viewport: { width: 1920, height: 1080 } }

test('pictures of eight pages', { skip: postgres !== '' && 'the pages look the same on either database' }, async (t) => {
  const book = await demo(t)
  const as = windows(t, book, await browser(t))
  const who = staff(book)
  await mkdir(folder, { recursive: true })

  const cases = (await who('suntao').get('/cases?state=revisit_due&limit=50')).items.filter((one) => one.title === '荆某户')
  const { items: meetings } = await who('chenlixin').get('/meetings')
  const { items: batches } = await who('fuhe').get('/funds/batches?state=locked')
  const { visits } = await who('suntao').get(`/cases/${cases[0].id}/visits`)
  const visit = visits.find((one) => one.state === 'planned') ?? (await plan(who, cases[0].id))

  const picture = async (name, login, path, ready, options = {}) => {
    const window = await as(login, options)
    await go(window, book, path)
    await ready(window)
    await window.evaluate(() => document.fonts.ready)
    await window.waitForLoadState('networkidle')
    await window.screenshot({ path: `${folder}${name}.png`, animations: 'disabled' })
  }
  const says = (text) => (window) => window.getByText(text).first().waitFor()

  await picture('workbench', 'suntao', '/workbench', says('我的任务'))
  await picture('intake', 'wangfang', '/intake/new', says('还缺什么'))
  await picture('casebook', 'suntao', `/casebook/${cases[0].id}`, says('费用与救助'))
  await picture('visit', 'hejing', `/visits/${visit.id}`, says('第 1 步'), phone)
  await picture('meeting', 'fushizhang', `/meetings/${meetings[0].id}/screen`, says('拟定金额'), projector)
  await picture('policy', 'chenlixin', '/policy', says('历次版本'))
  await picture('batch', 'fuhe', `/funds/batches/${batches[0].id}`, says('付款明细'))
  await picture('reports', 'chenlixin', '/reports', (window) => window.locator('svg').first().waitFor())
})

/** An appointment for two visitors, so that there is a form to show. */
async function plan(who, id) {
  const visitors = await Promise.all(['hejing', 'chenlixin'].map(async (login) => (await who(login).get('/me')).user.staff_id))
  return who('suntao').post(`/cases/${id}/visits`, { kind: 'revisit', planned_on: '2020-12-17', visitors })
}
