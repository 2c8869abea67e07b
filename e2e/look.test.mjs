// What people have to be able to see and reach, whatever their screen and settings.
import assert from 'node:assert/strict'
import test from 'node:test'
import { desk, staff } from './api.mjs'
import { go, windows } from './hand.mjs'
import { browser, demo, story } from './kit.mjs'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const still = { reducedMotion: 'reduce' } // animations turned off in the system's settings

test('what is to be seen', async (t) => {
  const book = await demo(t)
  const stage = story(t)
  const as = windows(t, book, await browser(t))
  const who = staff(book)

  /** Opens the first choice of a page and gives the words of it that do not fit, and whether it is on the screen. */
  async function drop(window) {
    await window.locator('.ant-select').first().click()
    const list = window.locator('.ant-select-dropdown:visible')
    await list.locator('.ant-select-item-option').first().waitFor()
    const box = await list.boundingBox()
    const { width, height } = window.viewportSize()
    assert(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y < height, `the list is at ${JSON.stringify(box)}`)
    const cut = await list.locator('.ant-select-item-option-content').evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent))
    assert.deepEqual(cut, [])
  }

  for (const [login, screen, options] of [
    [desk.officer, 'desk', {}],
    [desk.clerk, 'phone', phone],
    [desk.visitor, 'desk without animations', still],
    [desk.leader, 'phone without animations', { ...phone, ...still }],
  ])
    await stage(`a filter opens in sight with whole words, ${screen}`, async () => {
      const window = await as(login, options)
      await go(window, book, '/casebook')
      await drop(window)
    })

  await stage('the list of visitors is as wide as its field, also when it opens with the dialog', async () => {
    const window = await as(desk.officer)
    const { items } = await who(desk.officer).get('/cases?state=visiting')
    const plans = await Promise.all(items.map(({ id }) => who(desk.officer).get(`/cases/${id}/visits`)))
    const free = items[plans.findIndex(({ visits }) => visits.length === 0)]
    await go(window, book, `/casebook/${free.id}/visits`)
    await window.getByRole('button', { name: '约定入户调查' }).first().click()
    const dialog = window.getByRole('dialog')
    await dialog.getByLabel('入户人').click()
    const list = window.locator('.ant-select-dropdown:visible')
    await list.locator('.ant-select-item-option').first().waitFor()
    const field = await dialog.locator('.ant-select').boundingBox()
    assert((await list.boundingBox()).width >= field.width - 1)
  })

  await stage('the finance office reads the file number of a payment, but not the household', async () => {
    const { items } = await who('fuhe').get('/funds/orders')
    assert(items.length > 0 && items.every((order) => /^DQ-\d{4}-\d{4}$/.test(order.case_no)), JSON.stringify(items.map((order) => order.case_no)))
    await assert.rejects(who('fuhe').get(`/cases/${items[0].case_id}`), { status: 403 })
    const reviewer = await as('fuhe')
    await go(reviewer, book, '/funds/orders')
    await reviewer.getByText(items[0].case_no, { exact: true }).first().waitFor()
    await go(reviewer, book, `/funds/orders/${items[0].id}`)
    await reviewer.getByText(items[0].case_no, { exact: true }).waitFor()
    assert.equal(await reviewer.getByRole('link', { name: items[0].case_no }).count(), 0)
    const batch = items.find((order) => order.batch_id).batch_id
    await go(reviewer, book, `/funds/batches/${batch}`)
    await reviewer.getByText(/^DQ-\d{4}-\d{4}$/).first().waitFor()
    const maker = await as('fuxue')
    await go(maker, book, `/funds/orders/${items[0].id}`)
    await maker.getByRole('link', { name: items[0].case_no }).waitFor()
  })
})
