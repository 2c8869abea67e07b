// The finance office's pages say what they mean: words for codes, bars that show amounts, the open part in sight on a phone.
import assert from 'node:assert/strict'
import test from 'node:test'
import { staff } from './api.mjs'
import { go, windows } from './hand.mjs'
import { browser, demo } from './kit.mjs'

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

test('the pages of the funds', async (t) => {
  const book = await demo(t)
  const as = windows(t, book, await browser(t))
  const api = staff(book)('fuxue')
  const first = async (state) => (await api.get(`/funds/orders?limit=1&state=${state}`)).items[0]
  const { items: funds } = await api.get('/funds')
  const maker = await as('fuxue')

  await go(maker, book, `/funds/orders/${(await first('held')).id}`)
  await maker.getByText('该户半年回访已逾期').waitFor()
  assert.equal(await maker.getByText('回访逾期', { exact: true }).count(), 1, 'the reason of the hold is told in words')
  assert.doesNotMatch(await maker.locator('body').innerText(), /revisit_overdue/)

  await go(maker, book, `/funds/orders/${(await first('paid')).id}`)
  await maker.getByText('付讫日').waitFor()
  assert.equal(await maker.getByText('完成回访后才能发放').count(), 0, 'a payment that was made is warned of no more')

  await go(maker, book, '/funds')
  const bar = await maker.getByRole('img', { name: funds.find((one) => one.name === '慈善一日捐资金池').name }).boundingBox()
  assert(bar.width > 300, `the bar of a fund is ${bar.width} wide`)

  await go(maker, book, '/funds/accounts')
  await maker.getByText('记-1', { exact: true }).waitFor()
  // Each entry names its fund.
  await maker.getByRole('region', { name: /收款/ }).first().getByRole('cell', { name: '慈善一日捐资金池' }).nth(1).waitFor()

  // A month is chosen from a calendar.
  await maker.getByRole('textbox', { name: '月份' }).click()
  await maker.locator('td[title="2020-01"]').click()
  await maker.waitForURL(/month=2020-01/)
  await maker.getByText(/^记-1$|没有/).first().waitFor()

  // What came in and what changed goes to its end and leaves as a sheet; a period is said in words.
  const pool = funds.find((one) => one.name === '慈善一日捐资金池')
  await go(maker, book, `/funds/list/${pool.id}`)
  for (const [title, of] of [['收款', 'receipts'], ['收支明细', 'movements']]) {
    const card = maker.getByRole('region', { name: title, exact: true })
    const { items, next } = await api.get(`/funds/${of}?fund_id=${pool.id}${of === 'movements' ? '&limit=100' : ''}`)
    const rows = of === 'receipts' ? card.locator('li') : card.locator('tbody tr')
    await rows.nth(items.length - 1).waitFor()
    if (next) {
      await card.getByRole('button', { name: '再看一些' }).click()
      await rows.nth(items.length).waitFor()
    }
    const sheet = maker.waitForEvent('download')
    await card.getByRole('link', { name: '导出' }).click()
    assert.match((await sheet).suggestedFilename(), /慈善一日捐资金池.*\.xlsx$/)
  }
  await go(maker, book, `/funds/orders/${(await first('paid')).id}`)
  await maker.getByText(/^20\d\d年第\d+期$/).first().waitFor()

  await go(maker, book, '/funds/recoveries?state=open')
  await maker.getByText(/没有/).first().waitFor()

  const small = await as('fuxue', phone)
  await go(small, book, '/funds/disclosure')
  await small.getByText('期初余额').waitFor()
  for (const name of ['起', '止']) {
    const field = await small.getByRole('textbox', { name, exact: true }).boundingBox()
    assert(field.width >= 90 && field.x >= 0 && field.x + field.width <= 390, `the day ${name} is ${field.width} wide at ${field.x}`)
  }
  const part = await small.getByRole('link', { name: '收支公开' }).boundingBox()
  assert(part.x >= 0 && part.x + part.width <= 390, `the part that is open stands at ${part.x}`)

  const campaign = (await api.get('/gifts/campaigns')).items.find((one) => one.code === 'day-2019')
  await go(maker, book, `/gifts/${campaign.id}`)
  await maker.getByText('公开已逾期').waitFor()

  const secretariat = await as('chenlixin')
  await go(secretariat, book, '/funds/setup/layouts/csv_gbk')
  await secretariat.getByRole('button', { name: '选择样例文件' }).waitFor()
  assert.equal(await secretariat.locator('input[type=file]').isVisible(), false, "the browser's own file button stays out of sight")
})
