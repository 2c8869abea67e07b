// The policy lab: a slider is moved, the answer read, kept, reopened and brought before the meeting; the next assessment uses it.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import { desk, staff, steps } from './api.mjs'
import { go, pick, press, windows } from './hand.mjs'
import { browser, demo, story } from './kit.mjs'
import * as pages from './pages.mjs'

const rate = 'platform.medical.rate'
const yuan = (fen) => (fen / 100).toLocaleString('en')

test('the policy lab', async (t) => {
  const book = await demo(t)
  const stage = story(t)
  const as = windows(t, book, await browser(t))
  const who = staff(book)
  const step = steps(book, who)
  const secretary = 'chenlixin'
  const ask = (value, population = { kind: 'real' }) =>
    who(secretary).post('/lab/compare', { population, reforms: value ? [{ changes: [{ key: rate, value }] }] : [] })
  const cost = (window) => window.getByRole('group', { name: '全年支出' }).locator('b')
  const says = async (window, fen) => {
    await window.getByRole('group', { name: '全年支出' }).getByText(yuan(fen), { exact: true }).last().waitFor()
    assert.equal(await cost(window).innerText(), yuan(fen))
  }
  let before
  let after

  await stage('the page begins with what is in force', async () => {
    before = await ask()
    const window = await as(secretary)
    await go(window, book, '/policy')
    await window.getByRole('link', { name: '政策实验室' }).click()
    await says(window, before.base.cost_fen)
    await window.getByText('调整参数，看谁增谁减').first().waitFor()
  })

  await stage('a slider is moved: the answer is that of the API, and another one', async () => {
    const window = await as(secretary)
    const slider = window.getByRole('slider', { name: '医疗救助比例' })
    await slider.focus()
    for (let n = 0; n < 10; n++) await slider.press('ArrowRight')
    assert.equal(await window.getByLabel('医疗救助比例：数值').inputValue(), '70')
    after = await ask('0.7')
    const { figures, versus } = after.outcomes[0]
    assert.notEqual(figures.cost_fen, before.base.cost_fen)
    await says(window, figures.cost_fen)
    await window.getByRole('heading', { name: `增加 ${versus.up} 户` }).waitFor()
    assert.equal(await window.getByRole('group', { name: '资金池可用' }).locator('b').innerText(), figures.months)
    const list = await who(secretary).post('/lab/cases', { question: { population: { kind: 'real' }, reforms: [{ changes: [{ key: rate, value: '0.7' }] }] }, side: 'up', limit: 50 })
    assert.equal(list.total, versus.up)
    assert.equal(list.items.reduce((sum, one) => sum + one.is_fen - one.was_fen, 0), versus.more_fen)
    await window.getByRole('link', { name: list.items[0].title }).first().waitFor()
    await window.getByText(list.items[0].file_no, { exact: true }).waitFor()
  })

  await stage('a typed value and the way back', async () => {
    const window = await as(secretary)
    const field = window.getByLabel('医疗救助比例：数值')
    await field.fill('65%')
    await says(window, (await ask('0.65')).outcomes[0].figures.cost_fen)
    await window.getByRole('button', { name: '恢复现行', exact: true }).click()
    await says(window, before.base.cost_fen)
    await field.fill('70')
    await says(window, after.outcomes[0].figures.cost_fen)
  })

  await stage('the value that spends a sum is found and proved', async () => {
    const window = await as(secretary)
    await window.getByText('按预算反求', { exact: true }).click()
    await pick(window, '要求解的参数', '生活救助年度上限')
    const target = after.outcomes[0].figures.cost_fen - 1_000_000
    await window.getByLabel('全年支出（元）').fill(yuan(target))
    await window.getByRole('button', { name: '求解' }).click()
    const found = window.getByRole('region', { name: '求解结果' })
    await found.waitFor()
    const aim = { key: 'platform.living.cap_year', from: '0', to: '20000', step: '1', goal: 'spend', target_fen: target }
    const solved = await who(secretary).post('/lab/solve', { question: { population: { kind: 'real' }, reforms: [{ changes: [{ key: rate, value: '0.7' }] }] }, aim })
    assert.equal(solved.rising, true)
    assert.ok(solved.cost_fen <= target)
    for (const point of solved.proof) await found.getByRole('cell', { name: yuan(point.cost_fen), exact: true }).first().waitFor()
    assert.match(await found.innerText(), new RegExp(Number(solved.value).toLocaleString('en')))
    await window.getByText('调整参数', { exact: true }).click()
  })

  let id = ''

  await stage('the run is kept, reopened and the same to the byte', async () => {
    const window = await as(secretary)
    await window.getByRole('button', { name: '保存测算' }).click()
    const dialog = window.getByRole('dialog')
    await dialog.getByLabel('名称').fill('医疗救助比例提高到七成')
    await press(dialog, '保存测算')
    await window.waitForURL(/\/policy\/lab\/runs\/\w+/)
    id = new URL(window.url()).pathname.split('/').at(-1)
    await go(window, book, '/policy/lab/runs')
    await window.getByRole('link', { name: '医疗救助比例提高到七成' }).click()
    await says(window, after.outcomes[0].figures.cost_fen)
    const bytes = async (login) => Buffer.from(await (await who(login).fetch('GET', `/lab/runs/${id}/document`)).arrayBuffer())
    const first = await bytes(secretary)
    const { hash } = await who(secretary).get(`/lab/runs/${id}`)
    assert.equal(createHash('sha256').update(first).digest('hex'), hash)
    assert.deepEqual(await bytes('fushizhang'), first)
    await window.getByRole('button', { name: '重算比对' }).click()
    await window.getByText('重算结果与保存的逐字节一致').waitFor()
    assert.deepEqual(await who(secretary).post(`/lab/runs/${id}/repeat`), { same: true, hash })
  })

  let draft = ''
  let several = ''
  let wording = ''

  await stage('a draft of the rules is set beside the changed parameter; the page compares both', async () => {
    const { items } = await who(secretary).get('/policy/rules')
    const now = await who(secretary).get(`/policy/rule-versions/${items.find((one) => one.name === 'platform').current.id}`)
    const text = now.text.replace('cap(down_fen(line * living_k),', 'cap(down_fen(line * living_k / 2),')
    assert.notEqual(text, now.text)
    const proposed = await who(secretary).post('/policy/rules', { text, from_on: await book.today(3), note: '生活救助减半试算' })
    draft = proposed.id
    wording = `第 ${proposed.version} 版`
    const reforms = [
      { name: 'A', changes: [{ key: rate, value: '0.7' }] },
      { name: 'B', changes: [], rules: [draft] },
    ]
    const { base, outcomes } = await who(secretary).post('/lab/compare', { population: { kind: 'real' }, reforms })
    assert.ok(outcomes[1].versus.down > 0 && outcomes[1].figures.cost_fen < base.cost_fen)
    const window = await as(secretary)
    await go(window, book, '/policy/lab')
    await window.getByLabel('医疗救助比例：数值').fill('70')
    await says(window, outcomes[0].figures.cost_fen)
    await window.getByRole('button', { name: '增加方案' }).click()
    await window.getByRole('button', { name: '恢复现行', exact: true }).click()
    await window.getByRole('combobox', { name: '规则文本' }).click()
    await window.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: wording }).click()
    await window.keyboard.press('Escape')
    await says(window, outcomes[1].figures.cost_fen)
    for (const [at, one] of outcomes.entries()) await window.getByRole('row', { name: `方案 ${'AB'[at]} ${yuan(one.figures.cost_fen)}` }).waitFor()
    await window.getByRole('heading', { name: `减少 ${outcomes[1].versus.down} 户` }).waitFor()
    await assert.rejects(who(secretary).post('/lab/compare', { population: { kind: 'real' }, reforms: [{ changes: [] }] }), { status: 422 })
  })

  await stage('pairs of values and a sharing out are kept with the run', async () => {
    const window = await as(secretary)
    await window.getByText('按预算反求', { exact: true }).click()
    await pick(window, '要求解的参数', '生活救助年度上限')
    await window.getByLabel('全年支出（元）').fill(yuan(before.base.cost_fen - 3_000_000))
    await window.getByText('范围、步长、第二个参数').click()
    await pick(window, '与另一个参数搭配', '医疗救助比例')
    await window.getByRole('button', { name: '求解' }).click()
    await window.getByRole('img', { name: /达到目标时/ }).waitFor()
    await window.getByText('资金不足时怎么分', { exact: true }).click()
    await window.getByLabel('按调整后的参数').check()
    await window.getByRole('button', { name: '分配', exact: true }).click()
    await window.getByText(/按规则应给/).waitFor()
    await window.getByRole('button', { name: '保存测算' }).click()
    const dialog = window.getByRole('dialog')
    await dialog.getByLabel('名称').fill('比例与减半')
    assert.equal(await dialog.getByRole('checkbox', { checked: true }).count(), 2)
    await press(dialog, '保存测算')
    await window.waitForURL(/\/policy\/lab\/runs\/\w+/)
    several = new URL(window.url()).pathname.split('/').at(-1)
    const { ask, document } = await who(secretary).get(`/lab/runs/${several}`)
    assert.equal(document.answer.outcomes.length, 2)
    assert.equal(document.frontier.length, 6)
    assert.equal(ask.aim.of, 1)
    assert.equal(document.rationed.claimed_fen, document.answer.outcomes[1].figures.cost_fen)
    await window.getByRole('img', { name: /达到目标时/ }).waitFor()
    await window.getByText(/按规则应给/).waitFor()
    await window.getByText('方案 B', { exact: true }).first().click()
    await window.getByRole('link', { name: wording }).waitFor()
    await window.getByRole('button', { name: '重算比对' }).click()
    await window.getByText('重算结果与保存的逐字节一致').waitFor()
  })

  let from = ''

  await stage('its changes are brought before the meeting', async () => {
    from = await book.today(3)
    const window = await as(secretary)
    await go(window, book, `/policy/lab/runs/${id}`)
    await window.getByRole('button', { name: '提请议事' }).click()
    const dialog = window.getByRole('dialog')
    await pages.day(dialog.getByLabel('执行日期'), from)
    await dialog.getByLabel('理由').fill('重病家庭自付负担重，资金池可承受')
    await press(dialog, '提请议事')
    await window.getByText('草案', { exact: true }).waitFor()
  })

  await stage('the meeting passes them', async () => {
    const { drafts } = await who(secretary).get(`/lab/runs/${id}`)
    assert.deepEqual(drafts.map((one) => [one.key, one.value, one.status]), [[rate, '0.7', 'draft']])
    const meeting = (await step.prepare(await book.today(), '2020H2')).id
    const { motions } = await who(secretary).post(`/meetings/${meeting}/agenda`, { param_ids: drafts.map((one) => one.id), rule_ids: [draft], title: '医疗救助比例提高到七成' })
    const motion = motions.find((one) => one.changes.length === 2).id
    await step.open(meeting)
    await step.vote(meeting, motion)
    const { version } = (await step.meeting(meeting)).motions.find((one) => one.id === motion)
    await who('fushizhang').post(`/motions/${motion}/decide`, { version, result: 'agreed', text: '' })
    const window = await as(secretary)
    await go(window, book, `/policy/lab/runs/${id}`)
    await window.getByText('已通过', { exact: true }).waitFor()
  })

  await stage('the next assessment uses the value from its day', async () => {
    const mine = (await who(desk.officer).get('/cases?state=assisting&limit=50')).items.find((one) => one.needs.includes('medical'))
    const used = async () => {
      const result = await step.assess(mine.id)
      const row = result.rows.find((one) => one.params.some((param) => param.key === rate))
      return row.params.find((param) => param.key === rate).value
    }
    assert.equal(await used(), '0.6')
    await book.later(3)
    assert.equal(await used(), '0.7')
    const { same } = await who(secretary).post(`/lab/runs/${several}/repeat`)
    assert.ok(same, 'the run is the same after the meeting adopted its text')
    const now = await ask()
    assert.equal(now.on, from)
    const window = await as(secretary)
    await go(window, book, '/policy/lab')
    await says(window, now.base.cost_fen)
    await window.getByText('现行 70%').waitFor()
  })

  await stage('a hundred thousand made-up households, on a phone', async () => {
    const window = await as(secretary, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
    await go(window, book, '/policy/lab')
    await cost(window).waitFor()
    await window.getByRole('combobox', { name: '测算范围' }).click()
    await window.locator('.ant-select-item-option', { hasText: '100,000' }).click()
    const all = await ask('', { kind: 'synthetic', size: 100_000, seed: 1 })
    assert.equal(all.households, 100_000)
    await says(window, all.base.cost_fen)
  })

  await stage('who decides may look at kept runs and does not compute', async () => {
    const window = await as('fushizhang')
    await go(window, book, '/policy/lab/runs')
    await window.getByRole('link', { name: '医疗救助比例提高到七成' }).click()
    await window.getByText('已通过', { exact: true }).waitFor()
    assert.equal(await window.getByRole('button', { name: '提请议事' }).count(), 0)
    await assert.rejects(who('fushizhang').post('/lab/compare', { population: { kind: 'real' }, reforms: [] }), { status: 403 })
    await assert.rejects(who('wangfang').get(`/lab/runs/${id}`), { status: 403 })
  })
})
