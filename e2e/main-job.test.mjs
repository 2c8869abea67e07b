// One household the whole way, from the window to the end of its aid.
import assert from 'node:assert/strict'
import test from 'node:test'
import { desk, staff, steps } from './api.mjs'
import { act, attach, casebook, choose, press, shows, windows } from './hand.mjs'
import { browser, demo, story } from './kit.mjs'

test('the main job', async (t) => {
  const book = await demo(t)
  const stage = story(t)
  const as = windows(t, book, await browser(t))
  const who = staff(book)
  const step = steps(book, who)
  let id = ''
  const at = async (login) => {
    const window = await as(login)
    await casebook(window, book, id)
    return window
  }
  const stateIs = async (state) => assert.equal((await who(desk.officer).get(`/cases/${id}`)).state, state)

  await stage('the window clerk enters the application', async () => {
    id = (await step.enter('梁秀英')).id
    await stateIs('accepted')
  })

  await stage('the officer asks for a paper once, the clerk takes it in', async () => {
    const officer = await at(desk.officer)
    let dialog = await act(officer, '一次性告知补正')
    await dialog.getByLabel('要求', { exact: true }).fill('近 12 个月工资流水，单位盖章')
    await press(dialog, '一次性告知')
    await shows(officer, '待补正')

    const clerk = await at(desk.clerk)
    dialog = await act(clerk, '收材料')
    await attach(dialog, '工资流水.png')
    await dialog.getByText('工资流水.png').waitFor()
    await press(dialog, '收材料')
    dialog = await act(clerk, '补正齐全')
    await press(dialog, '补正齐全')
    await shows(clerk, '已受理')
  })

  await stage('every adult authorises the check, the officer asks for it', async () => {
    const officer = await at(desk.officer)
    for (let adult = 0; adult < 2; adult++) {
      const dialog = await act(officer, '收授权书')
      await attach(dialog, '授权书.png')
      await dialog.getByText('授权书.png').waitFor()
      await press(dialog, '收下')
    }
    const dialog = await act(officer, '发起核对')
    await press(dialog, '发起')
    await shows(officer, '核对中')
  })

  await stage('the check centre reports, another of its officers reviews', async () => {
    const { requests } = await who(desk.officer).get(`/cases/${id}/check`)
    await step.report(requests[0].id)
    await stateIs('visiting')
  })

  await stage('two people visit the household', async () => {
    await step.visit(id)
    await stateIs('first_opinion')
  })

  await stage('the officer records other benefits, has it assessed and gives the first opinion', async () => {
    const officer = await at(desk.officer)
    let dialog = await act(officer, '登记前置政策')
    await dialog.getByRole('button', { name: '再加一项' }).click()
    await dialog.getByLabel('项目').fill('临时救助')
    await dialog.getByLabel('年度或期间').fill('2020')
    await dialog.getByLabel('金额').fill('2000')
    await press(dialog, '保存')
    dialog = await act(officer, '测算')
    await press(dialog, '测算')
    dialog = await act(officer, '提请上会')
    await dialog.getByLabel('初审意见').fill('入户和核对情况属实，各项政策已用足仍有缺口，提请联席会研究。')
    while ((await dialog.getByRole('button', { name: '移除这一行' }).count()) > 0) await dialog.getByRole('button', { name: '移除这一行' }).first().click()
    await dialog.getByRole('button', { name: '再加一项' }).click()
    await choose(dialog, '需求', '生活')
    await dialog.getByLabel('建议金额').fill('6000')
    await press(dialog, '提请上会')
  })

  await stage('the notice is published, its days pass, and it is closed', async () => {
    let officer = await at(desk.officer)
    let dialog = await act(officer, '发布公示')
    await dialog.getByLabel('公示地点').fill('第一社区公告栏')
    await dialog.getByLabel('单位或社区').fill('第一社区')
    await dialog.getByLabel('监督电话').fill('0459-12351')
    await press(dialog, '发布公示')
    await shows(officer, '公示中')

    await book.later(9)
    officer = await at(desk.officer)
    dialog = await act(officer, '登记公示结果')
    await press(dialog, '期满无异议')
    await shows(officer, '待上会')
  })
})
