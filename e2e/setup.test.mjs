// What the secretariat sets up for the money in the browser: paying accounts, a bank's layout tried on a sample, a chart of accounts with a
// rule for one fund; two people at once; and the list of bank statements.
import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import test from 'node:test'
import { Refused, staff } from './api.mjs'
import { choose, go, press, until, windows } from './hand.mjs'
import { browser, demo, story } from './kit.mjs'

test('set-up of the money', async (t) => {
  const book = await demo(t)
  const stage = story(t)
  const it = await browser(t)
  const as = windows(t, book, it)
  const who = staff(book)
  const out = new URL('out/', import.meta.url).pathname
  await mkdir(out, { recursive: true })
  const shoot = async (window, name) => {
    if (process.env.YICE_PICTURES !== '1') return
    const size = window.viewportSize()
    await window.setViewportSize({ width: 1366, height: 768 })
    await window.waitForTimeout(700)
    await window.screenshot({ path: `${out}setup-${name}.png`, fullPage: true })
    await window.setViewportSize({ width: 390, height: 844 })
    await window.waitForTimeout(500)
    await window.screenshot({ path: `${out}setup-${name}-phone.png`, fullPage: true })
    await window.setViewportSize(size)
  }

  await stage('a paying account is made and changed; nobody else may', async () => {
    const window = await as('chenlixin')
    await go(window, book, '/funds')
    await window.getByRole('navigation', { name: '资金' }).getByRole('link', { name: '设置' }).click()
    await window.getByRole('button', { name: '新增付款账户' }).click()
    const dialog = window.getByRole('dialog')
    await dialog.getByLabel('名称', { exact: true }).fill('慈善专户')
    await dialog.getByLabel('代码').fill('charity')
    await dialog.getByLabel('账户名称').fill('大庆市慈善总会')
    await dialog.getByLabel('开户行').fill('中国农业银行大庆分行')
    await dialog.getByLabel('账号', { exact: true }).fill('08-1234567890')
    await press(dialog, '保存')
    await window.getByText('慈善专户').waitFor()
    await shoot(window, 'page')
    const made = (await who('chenlixin').get('/funds/config')).payers.find((one) => one.code === 'charity')
    assert.equal(made.account_no, '08-1234567890')
    const auditor = await as('jiandu')
    await go(auditor, book, '/funds')
    await auditor.getByRole('link', { name: '银行流水' }).waitFor()
    assert.equal(await auditor.getByRole('link', { name: '设置', exact: true }).and(auditor.locator('[href="/funds/setup"]')).count(), 0)
    await assert.rejects(who('jiandu').put('/funds/payers/charity', { ...made, version: made.version }), (error) => error instanceof Refused && error.status === 403)
  })

  await stage('a bank’s layout is tried on a sample before it is kept', async () => {
    const window = await as('chenlixin')
    await go(window, book, '/funds/setup/layouts/new')
    await window.getByLabel('名称', { exact: true }).fill('农行网银（无表头）')
    await window.getByLabel('代码').fill('abc_bar')
    await window.getByLabel('分隔符').fill('|')
    for (const field of ['账号', '户名', '金额', '状态', '失败原因']) await choose(window, '回盘文件各列（没有表头时）', field)
    await window.keyboard.press('Escape')
    await window.getByLabel('粘贴银行回盘样例的几行（可不填）').fill('6228480000000000018|张三|1234.56|成功|\n6217000000000000028|李四|800.00|失败|账户已销户\n6217000000000000036|王五|八百|成功|')
    await window.getByRole('button', { name: '试用' }).click()
    const read = window.getByRole('table', { name: '样例逐行' })
    await read.getByRole('row').filter({ hasText: '李四' }).getByText('账户已销户').waitFor()
    await read.getByRole('row').filter({ hasText: '王五' }).getByText('金额看不懂').waitFor()
    await window.getByText('样例读出 3 行，1 行看不懂').waitFor()
    await window.getByRole('table', { name: /^将发出的文件/ }).getByText('6228480000000000018').waitFor()
    assert.equal((await who('chenlixin').get('/funds/config')).templates.some((one) => one.code === 'abc_bar'), false, 'a trial was kept')
    await shoot(window, 'layout')
    await window.getByRole('button', { name: '保存', exact: true }).click()
    await window.waitForURL(/\/layouts\/abc_bar$/)
    const kept = (await who('chenlixin').get('/funds/config')).templates.find((one) => one.code === 'abc_bar')
    assert.deepEqual(kept.layout.return, ['account', 'holder', 'amount', 'status', 'reason'])
    assert.equal(kept.layout.separator, '|')
  })

  await stage('an address that names no layout or chart says so, and opens no empty one', async () => {
    const window = await as('chenlixin')
    for (const part of ['layouts', 'charts']) {
      await go(window, book, `/funds/setup/${part}/nothing`)
      await window.getByText('没有找到').waitFor()
      assert.equal(await window.getByRole('button', { name: '保存', exact: true }).count(), 0)
    }
  })

  await stage('two people change one paying account: the second is told, and sees what the first wrote', async () => {
    const window = await as('chenlixin')
    await go(window, book, '/funds/setup')
    const row = window.getByRole('listitem').filter({ hasText: '慈善专户' })
    await row.getByRole('button', { name: '修改' }).click()
    const dialog = window.getByRole('dialog')
    await dialog.getByLabel('开户行').fill('别的银行')
    const { code, updated_at, updated_by, underway, ...first } = (await who('chenlixin').get('/funds/config')).payers.find((one) => one.code === 'charity')
    await who('chenlixin').put(`/funds/payers/${code}`, { ...first, bank: '中国银行大庆分行' })
    await dialog.getByRole('button', { name: '保存', exact: true }).click()
    await dialog.getByRole('alert').getByText(/陈立新/).waitFor()
    assert.equal(await dialog.getByLabel('开户行').inputValue(), '别的银行', 'what was entered stays until it is given up')
    await dialog.getByRole('button', { name: '载入最新内容' }).click()
    await until(async () => (await dialog.getByLabel('开户行').inputValue()) === '中国银行大庆分行')
    await press(dialog, '取消')
  })

  await stage('two people change one chart: the second is told, and sees what the first wrote', async () => {
    const one = await as('chenlixin')
    const two = await as('chenlixin', { viewport: { width: 1366, height: 768 } })
    const fund = (await who('fuxue').get('/funds')).items[0]
    for (const window of [one, two]) {
      await go(window, book, '/funds/setup/charts/union-2010')
      await window.getByRole('button', { name: '在最前加一条' }).waitFor()
    }
    await one.getByRole('button', { name: '加一个科目' }).click()
    await one.getByLabel('科目编码').last().fill('23101')
    await one.getByLabel('科目名称').last().fill('代管经费—慈善一日捐')
    await one.getByRole('button', { name: '在最前加一条' }).click()
    await choose(one, '资金', fund.name)
    await choose(one, '记入科目', '23101')
    await shoot(one, 'chart')
    await one.getByRole('button', { name: '保存', exact: true }).click()
    await until(async () => (await who('chenlixin').get('/accounts/charts')).items[0].layout.rules[0].fund === fund.code)
    await two.getByLabel('名称', { exact: true }).fill('别的名字')
    await two.getByRole('button', { name: '保存', exact: true }).click()
    await two.getByRole('alert').getByText(/陈立新/).waitFor()
    await shoot(two, 'stale')
    await two.getByRole('button', { name: '载入最新内容' }).click()
    await until(async () => (await two.getByLabel('科目编码').last().inputValue()) === '23101')
    assert.notEqual(await two.getByLabel('名称', { exact: true }).inputValue(), '别的名字')
  })

  await stage('a chart that leaves a purpose open is refused in words', async () => {
    const window = await as('chenlixin')
    await go(window, book, '/funds/setup/charts/union-2010')
    await window.getByRole('button', { name: '移除' }).first().waitFor()
    const before = (await who('chenlixin').get('/accounts/charts')).items[0]
    const rules = window.getByRole('group', { name: '入账规则' })
    await rules.getByRole('button', { name: '移除' }).last().click()
    await window.getByRole('button', { name: '保存', exact: true }).click()
    await window.getByText(/没有对应科目/).first().waitFor()
    assert.equal((await who('chenlixin').get('/accounts/charts')).items[0].version, before.version)
  })

  await stage('the accounts open on the last month in which anything happened, by the fund’s own account', async () => {
    const window = await as('jiandu')
    await go(window, book, '/funds/accounts')
    await window.getByText(/附单据 \d+ 张/).first().waitFor()
    await shoot(window, 'accounts')
  })

  await stage('all bank statements stand in one list; each opens to its rows and batches', async () => {
    const batch = (await who('fuxue').get('/funds/batches?state=closed')).items.concat((await who('fuxue').get('/funds/batches?state=reconciled')).items)[0]
    const window = await as('jiandu')
    await go(window, book, '/funds/statements')
    if (!batch) return void (await window.getByText('还没有银行流水').waitFor())
    await window.getByText(batch.no).first().waitFor()
    await shoot(window, 'statements')
    await choose(window, '状态', '相符')
    await window.getByText(batch.no).first().waitFor()
    const [file] = await Promise.all([window.waitForEvent('download'), window.getByRole('link', { name: '导出' }).click()])
    assert.match(file.suggestedFilename(), /^银行流水-.*\.xlsx$/)
    await window.getByRole('row').filter({ hasText: batch.no }).first().getByRole('link').first().click()
    await window.getByRole('link', { name: batch.no }).first().waitFor()
    await shoot(window, 'statement')
  })

  await stage('next year’s budgets are proposed from this year’s and set at once', async () => {
    const window = await as('fuxue')
    await go(window, book, '/funds/list')
    await window.getByRole('button', { name: '年度预算' }).click()
    await window.getByRole('heading', { name: '2021 年预算' }).waitFor()
    await window.getByRole('button', { name: '填入建议数' }).click()
    const set = window.getByRole('button', { name: /^设定 [1-9]\d* 项预算$/ })
    await set.waitFor()
    await shoot(window, 'budgets')
    await set.click()
    const dialog = window.getByRole('dialog')
    await dialog.getByRole('textbox').fill('年度预算会议纪要')
    await press(dialog, '保存')
    await until(async () => (await who('fuxue').get('/funds/budgets?year=2021')).items.some((one) => one.version === 1 && one.amount_fen === one.proposed_fen))
    const auditor = await as('jiandu')
    await go(auditor, book, '/funds/budgets')
    await auditor.getByRole('heading', { name: '2021 年预算' }).waitFor()
    assert.equal(await auditor.getByRole('button', { name: '填入建议数' }).count(), 0)
  })

  await stage('in English the same pages are English', async () => {
    const window = await as('chenlixin', { viewport: { width: 1280, height: 900 } })
    await window.evaluate(() => localStorage.setItem('yice.language', 'en'))
    await go(window, book, '/funds/setup')
    await window.getByText('Bank layouts').first().waitFor()
    await shoot(window, 'page-en')
    await go(window, book, '/funds/setup/layouts/abc_bar')
    await window.getByRole('button', { name: 'Try it' }).waitFor()
    await go(window, book, '/funds/statements')
    await window.getByText(/Bank statements/).first().waitFor()
    await window.evaluate(() => localStorage.setItem('yice.language', 'zh-CN'))
  })
})
