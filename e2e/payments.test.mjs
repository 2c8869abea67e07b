// Payments: a batch through three people to the bank and back, two failures paid again, the bank's statement, a sample of payees asked by
// another department, and from a payment back to the gifts that paid it.
import assert from 'node:assert/strict'
import { mkdir, readFile } from 'node:fs/promises'
import test from 'node:test'
import { asker, Refused, staff, steps } from './api.mjs'
import { go, press, until, windows } from './hand.mjs'
import { browser, demo, story } from './kit.mjs'
import * as pages from './pages.mjs'

test('payments', async (t) => {
  const book = await demo(t)
  const stage = story(t)
  const it = await browser(t)
  const as = windows(t, book, it)
  const who = staff(book)
  const step = steps(book, who)
  const out = new URL('out/', import.meta.url).pathname
  await mkdir(out, { recursive: true })
  const shoot = async (window, name) => {
    if (process.env.YICE_PICTURES !== '1') return
    await window.waitForTimeout(700)
    await window.screenshot({ path: `${out}pay-${name}.png` })
    const size = window.viewportSize()
    await window.setViewportSize({ width: 390, height: 844 })
    await window.waitForTimeout(500)
    await window.screenshot({ path: `${out}pay-${name}-phone.png`, fullPage: true })
    await window.setViewportSize(size)
  }
  const linesOf = async (id) => (await who('fuxue').get(`/funds/batches/${id}`)).line_list
  const compare = (id) => who('fuxue').get(`/funds/batches/${id}/comparison`)
  const reason = async (window, text, verb) => {
    const dialog = window.getByRole('dialog')
    await dialog.getByRole('textbox').fill(text)
    await press(dialog, verb)
  }
  let batch = ''
  let second = ''
  const number = '6222020200110001'
  const newer = '6222020200119999'
  const main = async () => (await who('chenlixin').get('/funds/config')).payers.find((one) => one.code === 'main')

  await stage('the office sets the number of its paying account', async () => {
    const { updated_at, updated_by, underway, code, ...payer } = await main()
    await who('chenlixin').put(`/funds/payers/${code}`, { ...payer, account_name: '大庆市总工会', bank: '示范银行', account_no: number })
  })

  await stage('the maker takes a batch back and locks it again; nobody does two steps', async () => {
    batch = (await who('fuxue').get('/funds/batches?state=locked')).items[0].id
    const maker = await as('fuxue')
    await go(maker, book, `/funds/batches/${batch}`)
    await maker.getByRole('button', { name: '撤回' }).click()
    await reason(maker, '核对名单后重新送审', '撤回')
    await maker.getByRole('button', { name: '锁定送审' }).click()
    await maker.getByText('待复核', { exact: true }).first().waitFor()
    assert.equal(await maker.getByRole('button', { name: '复核通过' }).count(), 0)
    await pages.stepBatch(await as('fuhe'), book, batch, '复核通过', '待放款')
    await pages.stepBatch(await as('fangkuan'), book, batch, '放款', '已放款')
  })

  await stage('the number changes while the batch is at the bank: who changes it is told, and the batch keeps the one it was locked with', async () => {
    const { no } = await who('fuxue').get(`/funds/batches/${batch}`)
    const secretary = await as('chenlixin')
    await go(secretary, book, '/funds/setup')
    const row = secretary.getByRole('region', { name: '付款账户' }).getByRole('listitem').filter({ hasText: '主账户' })
    await row.getByRole('button', { name: '修改' }).click()
    const dialog = secretary.getByRole('dialog')
    await dialog.getByRole('alert').getByText(`批次 ${no} 已锁定，银行还没有回盘`).waitFor()
    await dialog.getByLabel('账号', { exact: true }).fill(newer)
    await shoot(secretary, 'number')
    await press(dialog, '保存')
    const releaser = await as('fangkuan')
    await go(releaser, book, `/funds/batches/${batch}`)
    await releaser.getByRole('alert').getByText(`付款账号已改为 ${newer}。本批次已放款，仍按锁定时的账号 ${number} 付款`).waitFor()
    await shoot(releaser, 'kept')
    assert.deepEqual([(await main()).account_no, (await main()).underway], [newer, [no]])
  })

  await stage('the bank refuses two payments', async () => {
    const file = await pages.bankFile(await as('fangkuan'))
    const { no, template } = await who('fuxue').get(`/funds/batches/${batch}`)
    const secretary = await as('chenlixin')
    await go(secretary, book, `/funds/setup/layouts/${template}`)
    await secretary.getByRole('alert').getByText(new RegExp(`${no} 已按此模板取出代发文件`)).waitFor()
    const rows = new TextDecoder('gb18030').decode(file).trim().split(/\r?\n/).slice(1)
    const refused = rows.slice(0, 2).map((row) => row.split(',')[1])
    await pages.takeReturn(await as('fuxue'), book, batch, await step.bankAnswer(file, refused), /失败 2/)
    const failed = (await linesOf(batch)).filter((line) => line.state === 'failed')
    assert.deepEqual(failed.map((line) => line.failure), ['name_mismatch', 'name_mismatch'])
    assert.deepEqual((await main()).underway, [], 'an answered batch is no longer in the way')
  })

  await stage('what failed is paid again in a batch of its own that names the first', async () => {
    const maker = await as('fuxue')
    await go(maker, book, `/funds/batches/${batch}`)
    await maker.getByRole('button', { name: '重付 2 笔失败' }).click()
    await maker.waitForURL((url) => url.pathname.startsWith('/funds/batches/') && !url.pathname.endsWith(batch))
    second = new URL(maker.url()).pathname.split('/')[3]
    await maker.getByRole('link', { name: /^重付批次/ }).waitFor()
    await maker.getByRole('button', { name: '锁定送审' }).click()
    await maker.getByText('待复核', { exact: true }).first().waitFor()
    assert.equal((await who('fuxue').get(`/funds/batches/${second}`)).payer_no, newer, 'what is locked later takes the new number')
    await pages.stepBatch(await as('fuhe'), book, second, '复核通过', '待放款')
    const releaser = await as('fangkuan')
    await pages.stepBatch(releaser, book, second, '放款', '已放款')
    await pages.takeReturn(maker, book, second, await step.bankAnswer(await pages.bankFile(releaser)), /成功 2/)
  })

  await stage('the statement lacks one payment and shows interest: both are explained, and another person reconciles', async () => {
    const maker = await as('fuxue')
    const on = await book.today()
    const paid = (await linesOf(batch)).filter((line) => line.state === 'paid')
    const rows = [...paid.slice(1).map((line) => step.statementRow(on, line)), `${on},季度结息,,3.21,,,J1`]
    await pages.takeStatement(maker, book, batch, rows, /未匹配 1 行/)
    const card = maker.getByRole('region', { name: '对账' })
    await card.getByText('未见于流水的付款').waitFor()
    assert.equal(await card.getByRole('button', { name: '对账', exact: true }).count(), 0)
    await assert.rejects(who('fuhe').post(`/funds/batches/${batch}/reconcile`, { version: (await compare(batch)).version }), (error) => error instanceof Refused && error.code === 'pay.missing_open')
    await shoot(maker, 'differs')
    await card.getByRole('list', { name: '未见于流水的付款' }).getByRole('button', { name: '说明' }).click()
    await reason(maker, '银行次日入账，回单编号 8812', '说明')
    await card.getByText('银行次日入账').waitFor()
    await card.getByRole('list', { name: '未匹配的流水' }).getByRole('button', { name: '说明' }).click()
    await reason(maker, '活期账户季度结息', '说明')
    await card.getByText('活期账户季度结息').waitFor()
    assert.equal(await card.getByRole('button', { name: '对账', exact: true }).count(), 0, 'who explained does not reconcile')
    await pages.reconcile(await as('fuhe'), book, batch)
  })

  await stage('other departments ask the payees that were drawn; a bad answer is explained before the batch is closed', async () => {
    const maker = await as('fuxue')
    await go(maker, book, `/funds/batches/${batch}`)
    await maker.getByRole('region', { name: '抽样核实到账' }).waitFor()
    assert.equal(await maker.getByRole('button', { name: '关闭批次' }).count(), 0)
    const { list } = (await compare(batch)).sample
    assert.equal(list.length, 2)
    const lines = await linesOf(batch)
    for (const one of list) {
      const order = await who('fuxue').get(`/funds/orders/${lines[one.seq - 1].order_id}`)
      assert.notEqual(one.department, order.department)
    }
    const [good, bad] = list
    const officer = await as(asker[good.department])
    await go(officer, book, `/funds/confirmations/${good.id}`)
    await officer.getByText(/元整$/).waitFor()
    await officer.getByRole('button', { name: '显示号码' }).click()
    await officer.getByText(/^1\d{10}/).waitFor()
    await shoot(officer, 'confirm')
    await pages.confirmReceipt(officer, book, good.id)
    const other = await as(asker[bad.department])
    await go(other, book, `/funds/confirmations/${bad.id}`)
    await other.getByRole('radio', { name: '上门' }).check()
    await other.getByLabel('情况说明').fill('本人称没有看到这笔钱')
    await other.getByRole('button', { name: '未收到或不符' }).click()
    await other.getByText('未收到或不符', { exact: true }).first().waitFor()
    await go(maker, book, `/funds/confirmations/${bad.id}`)
    await maker.getByLabel('查明的情况和处理').fill('回单证实已入账，陪同本人到网点查询确认')
    await maker.getByRole('button', { name: '说明' }).click()
    await maker.getByText('已说明', { exact: true }).first().waitFor()
    await go(maker, book, `/funds/batches/${batch}`)
    await maker.getByText('2 笔已核实').waitFor()
    await shoot(maker, 'sampled')
    await pages.closeBatch(maker, book, batch)
  })

  await stage('a statement that shows the second batch in one sum agrees at once', async () => {
    const on = await book.today()
    const { no, paid_fen } = await who('fuxue').get(`/funds/batches/${second}`)
    await pages.takeStatement(await as('fuxue'), book, second, [`${on},批量代发${no},${(paid_fen / 100).toFixed(2)},,,,T1`], /匹配 1 行，未匹配 0 行/)
    await pages.reconcile(await as('fuhe2'), book, second)
    for (const one of (await compare(second)).sample.list) await pages.confirmReceipt(await as(asker[one.department]), book, one.id)
    await pages.closeBatch(await as('fuxue'), book, second)
  })

  await stage('the auditor opens a payment and sees whose gifts paid it', async () => {
    const auditor = await as('jiandu')
    const line = (await linesOf(batch)).find((one) => one.state === 'paid')
    await go(auditor, book, `/funds/orders/${line.order_id}`)
    await auditor.getByRole('link', { name: '资金来自哪些捐赠' }).click()
    await auditor.waitForURL(/\/gifts\/trace\//)
    await until(async () => (await auditor.getByText(/捐赠|其他收入/).count()) > 0)
    await shoot(auditor, 'trace')
  })

  await stage('the vouchers of the month balance, and the tables that are made public add up', async () => {
    const on = await book.today()
    const { no } = await who('fuxue').get(`/funds/batches/${batch}`)
    const auditor = await as('jiandu')
    await go(auditor, book, `/funds/accounts?month=${on.slice(0, 7)}`)
    const voucher = auditor.getByRole('region', { name: `发放救助资金 ${no}` })
    await voucher.getByText('231 代管经费').waitFor()
    await voucher.getByText(/元整$/).waitFor()
    assert.equal(await auditor.getByRole('button', { name: '结账' }).count(), 0)
    await shoot(auditor, 'accounts')
    const [file] = await Promise.all([auditor.waitForEvent('download'), auditor.getByRole('link', { name: '导出 CSV' }).click()])
    const rows = new TextDecoder('gb18030').decode(await readFile(await file.path())).trim().split(/\r?\n/).slice(1)
    const sum = (place) => rows.reduce((all, row) => all + Math.round(Number(row.split(',')[place] || 0) * 100), 0)
    assert(sum(6) > 0 && sum(6) === sum(7), 'debit and credit are the same')
    await assert.rejects(who('fuhe').post(`/accounts/months/${on.slice(0, 7)}/close`, {}), (error) => error instanceof Refused && error.code === 'account.month_running')
    await go(auditor, book, '/funds/disclosure')
    await auditor.getByText('户数不足 10 的项目合并').waitFor()
    await shoot(auditor, 'disclosure')
    const table = await who('jiandu').get(`/accounts/disclosure?from=2020-01-01&to=${on}`)
    const { opening_fen, in_fen, out_fen, other_fen, closing_fen } = table.total
    assert.equal(opening_fen + in_fen - out_fen + other_fen, closing_fen)
    assert.equal(closing_fen, (await who('jiandu').get('/funds/pool')).balance_fen)
  })

  await stage('the reviewer closes the first month of the books', async () => {
    const reviewer = await as('fuhe')
    const first = await who('fuhe')
      .post('/accounts/months/2020-11/close', {})
      .then(() => '2020-11', (error) => /\d{4}-\d{2}/.exec(error.detail)[0])
    await go(reviewer, book, `/funds/accounts?month=${first}`)
    await reviewer.getByRole('button', { name: '结账' }).click()
    await press(reviewer.getByRole('dialog'), '结账')
    await reviewer.getByText(/已结账$/).waitFor()
  })
})
