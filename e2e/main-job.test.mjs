// One household the whole way, from the window to the end of its aid, clicked by the people whose steps they are.
import assert from 'node:assert/strict'
import test from 'node:test'
import { asker, desk, staff, steps } from './api.mjs'
import { act, attach, casebook, choose, go, press, shows, until, windows } from './hand.mjs'
import { browser, demo, story } from './kit.mjs'
import * as pages from './pages.mjs'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

test('the main job', async (t) => {
  const book = await demo(t)
  const stage = story(t)
  const as = windows(t, book, await browser(t))
  const who = staff(book)
  const step = steps(book, who)
  const name = '梁秀英'
  let id = ''
  const at = async (login) => {
    const window = await as(login)
    await casebook(window, book, id)
    return window
  }
  const stateIs = async (state) => assert.equal((await who(desk.officer).get(`/cases/${id}`)).state, state)

  await stage('the window clerk enters the application', async () => {
    id = await pages.enterApplication(await as(desk.clerk), book, name)
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

  let check = ''

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
    check = (await who(desk.officer).get(`/cases/${id}/check`)).requests[0].id
  })

  await stage('the check centre reports, another of its officers reviews', async () => {
    await pages.reportCheck(await as('hedui'), book, check)
    await pages.reviewCheck(await as('hedui2'), book, check)
    await stateIs('visiting')
  })

  const visitOf = async (kind) => (await who(desk.officer).get(`/cases/${id}/visits`)).visits.find((one) => one.kind === kind && one.state === 'planned').id

  await stage('two people visit the household with the form on a phone', async () => {
    await pages.planVisit(await as(desk.officer), book, id, '入户调查', ['何静', '陈立新'])
    await pages.fillVisit(await as(desk.visitor, phone), book, await visitOf('initial'), {
      head: name,
      conclusion: '申报情况属实，家庭确有困难。',
      advice: '建议帮扶',
    })
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

  let meeting = ''

  await stage('the secretariat puts it on an extraordinary meeting', async () => {
    const secretary = await as('chenlixin')
    meeting = await pages.callMeeting(secretary, book)
    await pages.setAgenda(secretary, book, meeting, [(await who(desk.officer).get(`/cases/${id}`)).file_no])
    const { motions } = await step.meeting(meeting)
    assert.deepEqual(motions.map((one) => one.case_id), [id])
  })

  await stage('a member asks, the officer answers', async () => {
    const member = await at('gaoming')
    let dialog = await act(member, '提出质询')
    await dialog.getByLabel('质询内容').fill('门诊慢特病报销是否已经办理？')
    await press(dialog, '提出质询')

    const officer = await at(desk.officer)
    dialog = await act(officer, '答复')
    await dialog.getByText('门诊慢特病报销是否已经办理？').waitFor()
    await dialog.getByLabel('答复内容').fill('已于 12 月办理，报销比例提高到七成。')
    await press(dialog, '答复')
  })

  await stage('members say their opinion before the meeting', async () => {
    await pages.sayOpinion(await as('zhouhai'), book, meeting, '同意', '低保渐退期可以延长半年，金额可以支持。')
    await pages.sayOpinion(await as('feilin'), book, meeting, '有保留', '请先用足临时救助。')
  })

  await stage('the meeting votes, the chair decides, the minutes are frozen', async () => {
    await pages.openMeeting(await as('chenlixin'), book, meeting)
    for (const member of ['zhouhai', 'linbo', 'tuanwei']) await pages.voteFromSeat(await as(member), book, meeting, '同意')
    await pages.voteFromSeat(await as('feilin'), book, meeting, '同意，有保留', '建议金额再压减')
    await pages.declare(await as('fushizhang'), book, meeting)
    const code = await pages.closeMeeting(await as('chenlixin'), book, meeting)
    assert.match(code, /^[0-9a-f]{64}$/)
    assert.equal((await step.meeting(meeting)).meeting.minutes_sha256, code)
    await stateIs('recognised')
  })

  await stage('the officer drafts the plan, the leader approves it', async () => {
    const officer = await at(desk.officer)
    let dialog = await act(officer, '拟定方案')
    await dialog.getByLabel('帮扶目标').fill('稳住家庭基本生活，减轻自付负担')
    await choose(dialog, '资金', '慈善一日捐资金池')
    await dialog.getByLabel('分几期').fill('2')
    await pages.day(dialog.getByLabel('期限').first(), await book.today(200))
    await press(dialog, '保存方案')
    const leader = await at(desk.leader)
    dialog = await act(leader, '批准方案')
    await press(dialog, '批准方案')
    await stateIs('assisting')
  })

  let orders = []

  await stage('maker, reviewer and releaser pay the first instalment through the bank', async () => {
    orders = (await step.orders(id)).toSorted((a, b) => a.due_on.localeCompare(b.due_on))
    assert.deepEqual(orders.map((order) => order.amount_fen), [300_000, 300_000])
    const maker = await as('fuxue')
    const batch = await pages.makeBatch(maker, book)
    await pages.stepBatch(await as('fuhe'), book, batch, '复核通过', '待放款')
    const releaser = await as('fangkuan')
    await pages.stepBatch(releaser, book, batch, '放款', '已放款')
    const answer = await step.bankAnswer(await pages.bankFile(releaser))
    await pages.takeReturn(maker, book, batch, answer, /成功 1/)
    const [line] = (await who('fuxue').get(`/funds/batches/${batch}`)).line_list
    await pages.takeStatement(maker, book, batch, [step.statementRow(await book.today(), line)], /匹配 1 行，未匹配 0 行/)
    await pages.reconcile(maker, book, batch)
    const { sample } = await who('fuxue').get(`/funds/batches/${batch}/comparison`)
    await pages.confirmReceipt(await as(asker[sample.list[0].department]), book, sample.list[0].id)
    await pages.closeBatch(maker, book, batch)
    assert.equal((await step.orders(id)).find((order) => order.id === orders[0].id).state, 'paid')
  })

  await stage('half a year passes: the revisit is overdue, the next instalment is held', async () => {
    await book.later(195)
    await until(async () => (await step.orders(id)).some((order) => order.state === 'held'))
    await stateIs('revisit_due')
    const officer = await at(desk.officer)
    await shows(officer, '待回访')
  })

  await stage('the revisit finds them better off, the end is proposed and noticed', async () => {
    const officer = await as(desk.officer)
    await pages.planVisit(officer, book, id, '回访', ['何静', '陈立新'])
    const visit = await visitOf('revisit')
    await pages.fillVisit(await as(desk.visitor, phone), book, visit, {
      head: name,
      kind: 'revisit',
      changes: '丈夫找到稳定工作',
      conclusion: '收入稳定，已能自理。',
      advice: '终止',
      reason: '收入超过标准',
    })
    await go(officer, book, `/visits/${visit}`)
    await officer.getByRole('button', { name: '定结论' }).click()
    const dialog = officer.getByRole('dialog')
    await dialog.getByLabel('理由').fill('就业稳定，收入超过标准')
    await choose(dialog, '退出原因', '收入超标')
    await dialog.getByLabel('退出公示地点').fill('社区公告栏')
    await dialog.getByLabel('公示中的单位或社区').fill('第一社区')
    await dialog.getByLabel('监督电话').fill('0459-12351')
    await press(dialog, '定结论')
    await stateIs('ending')
  })

  await stage('another person confirms the end after its notice', async () => {
    await book.later(9)
    const leader = await at(desk.leader)
    const dialog = await act(leader, '确认终止')
    await dialog.getByRole('textbox').fill('退出公示期满无异议，家庭收入已高于标准')
    await press(dialog, '确认终止')
  })

  await stage('the household is not found any more, but oversight sees it', async () => {
    const officer = await as(desk.officer)
    await go(officer, book, '/workbench')
    const box = officer.getByRole('combobox', { name: '姓名、拼音首字母' })
    await box.fill(name)
    await officer.getByText('没有找到，换个写法试试').waitFor()
    await go(officer, book, `/casebook?q=${encodeURIComponent(name)}`)
    await officer.getByText('没有符合条件的记录').waitFor()
    await go(officer, book, `/casebook/${id}`)
    await officer.getByText('没有找到', { exact: true }).waitFor()

    const auditor = await at('jiandu')
    await shows(auditor, '已终止')
  })
})
