// The urgent way: paid on two signatures before the meeting, then ratified or claimed back by it; what is owed is netted against a payment of
// another fund, with its donor's consent.
import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import test from 'node:test'
import { desk, Refused, staff, steps } from './api.mjs'
import { act, attach, casebook, choose, go, press, shows, windows } from './hand.mjs'
import { browser, demo, story } from './kit.mjs'
import * as pages from './pages.mjs'


test('the urgent way', async (t) => {
  const book = await demo(t)
  const stage = story(t)
  const as = windows(t, book, await browser(t))
  const who = staff(book)
  const step = steps(book, who)
  const cases = []
  const at = async (login, id) => {
    const window = await as(login)
    await casebook(window, book, id)
    return window
  }
  const urgents = async (id) => (await who(desk.officer).get(`/cases/${id}/plan`)).urgents

  await stage('two households come to the window whose need cannot wait', async () => {
    for (const name of ['韩冬梅', '邹长海']) cases.push(await pages.enterApplication(await as(desk.clerk), book, name))
  })

  await stage('more than the limit is refused, with the limit in the sentence', async () => {
    const officer = await at(desk.officer, cases[0])
    const dialog = await act(officer, '申请急难救助')
    await choose(dialog, '用途', '生活')
    await dialog.getByLabel('金额').fill('5000.01')
    await choose(dialog, '资金', '慈善一日捐资金池')
    await dialog.getByLabel('理由').fill('突发火灾，全家无处可住。')
    await dialog.getByRole('button', { name: '申请急难救助' }).click()
    await dialog.getByText(/5,000/).waitFor()
    await dialog.getByLabel('金额').fill('5000')
    await press(dialog, '申请急难救助')
  })

  await stage('whoever asked cannot sign; another person signs, and the order is there at once', async () => {
    const [asked] = await urgents(cases[0])
    assert.equal(asked.state, 'asked')
    await assert.rejects(
      who(desk.officer).post(`/cases/${cases[0]}/urgent/${asked.id}/sign`, { agree: true, reason: '自己签' }),
      (error) => error instanceof Refused && error.status >= 403 && error.status < 410,
    )
    const leader = await at(desk.leader, cases[0])
    const dialog = await act(leader, '急难签字')
    await dialog.getByText('突发火灾，全家无处可住。').waitFor()
    await dialog.getByLabel('理由').fill('情况属实，先行支付。')
    await press(dialog, '确定')
    const orders = await step.orders(cases[0])
    assert.deepEqual(orders.map((order) => [order.amount_fen, order.state, order.urgent]), [[500_000, 'waiting', true]])
  })

  /** The three of the finance office pay all that waits, and take the bank's answer in. */
  async function pay(on) {
    const maker = await as('fuxue')
    const batch = await pages.makeBatch(maker, book)
    await pages.stepBatch(await as('fuhe'), book, batch, '复核通过', '待放款')
    const releaser = await as('fangkuan')
    await pages.stepBatch(releaser, book, batch, '放款', '已放款')
    await pages.takeReturn(maker, book, batch, await step.bankAnswer(await pages.bankFile(releaser)), /成功 \d/)
    assert.equal((await step.orders(on))[0].state, 'paid')
  }

  await stage('the money goes out before any meeting, through three people', async () => {
    await pay(cases[0])
    assert.equal((await who(desk.officer).get(`/cases/${cases[0]}`)).state, 'accepted')
    await shows(await at(desk.officer, cases[0]), '已受理')
  })

  await stage('the other household is paid too', async () => {
    const officer = await at(desk.officer, cases[1])
    let dialog = await act(officer, '申请急难救助')
    await choose(dialog, '用途', '生活')
    await dialog.getByLabel('金额').fill('2000')
    await choose(dialog, '资金', '慈善一日捐资金池')
    await dialog.getByLabel('理由').fill('突发疾病住院押金。')
    await press(dialog, '申请急难救助')
    const leader = await at(desk.leader, cases[1])
    dialog = await act(leader, '急难签字')
    await dialog.getByLabel('理由').fill('先行支付。')
    await press(dialog, '确定')
    await pay(cases[1])
  })

  await stage('the next meeting ratifies the one and claims the other back', async () => {
    const secretary = await as('chenlixin')
    const meeting = await pages.callMeeting(secretary, book)
    await pages.setAgenda(secretary, book, meeting, [], true)
    const { motions } = await step.meeting(meeting)
    assert.deepEqual(motions.map((one) => one.kind), ['ratify', 'ratify'])
    const of = (id) => motions.find((one) => one.case_id === id)
    await pages.openMeeting(secretary, book, meeting)
    await pages.showHands(secretary, book, meeting, of(cases[0]).title)
    await pages.showHands(secretary, book, meeting, of(cases[1]).title, '医保当日即可结算，不属急难。')
    const chair = await as('fushizhang')
    for (const [id, verb, confirm, text] of [
      [cases[0], /^通过/, '宣布通过', ''],
      [cases[1], /^不同意/, '宣布不同意', '事后核实不属急难情形，追回。'],
    ]) {
      await go(chair, book, `/meetings/${meeting}/screen`)
      await pages.turnTo(chair, of(id).title)
      await chair.getByRole('button', { name: verb }).first().click()
      const dialog = chair.getByRole('dialog')
      if (text) await dialog.getByRole('textbox').fill(text)
      await press(dialog, confirm)
    }
    assert.equal((await urgents(cases[0]))[0].state, 'ratified')
    assert.equal((await urgents(cases[1]))[0].state, 'reclaim')
    assert.match(await pages.closeMeeting(secretary, book, meeting), /^[0-9a-f]{64}$/)
  })

  await stage('what is claimed back stands as a claim against the fund office', async () => {
    const { items } = await who('fuxue').get('/funds/recoveries')
    const mine = items.filter((one) => one.case_id === cases[1])
    assert.deepEqual(mine.map((one) => one.amount_fen), [200_000])
    const maker = await as('fuxue')
    await go(maker, book, '/funds')
    await maker.getByRole('link', { name: '待追回 2,000 元' }).click()
    await maker.getByRole('link', { name: '邹长海' }).waitFor()
    await maker.getByRole('button', { name: '登记到账' }).click()
    const dialog = maker.getByRole('dialog', { name: /邹长海：待追回 2,000.00 元/ })
    assert.equal(await dialog.getByLabel('金额').inputValue(), '2,000')
    await dialog.getByRole('button', { name: '登记到账' }).click() // without its evidence nothing is entered
    await dialog.getByText('此项必填').waitFor()
    await press(dialog, '取消')
  })

  const out = new URL('out/', import.meta.url).pathname
  await mkdir(out, { recursive: true })
  const shoot = async (window, name) => {
    if (process.env.YICE_PICTURES !== '1') return
    for (const [place, width, height] of [['', 1366, 768], ['-phone', 390, 844]]) {
      await window.setViewportSize({ width, height })
      await card(window).scrollIntoViewIfNeeded({ timeout: 1000 }).catch(() => null)
      await window.waitForTimeout(500)
      await window.screenshot({ path: `${out}net-${name}${place}.png` })
    }
    await window.setViewportSize({ width: 1366, height: 768 })
  }
  let order = ''
  const card = (window) => window.getByRole('region', { name: '追回相抵' })

  await stage('what secures the bare living is paid whole, though the household owes the same fund', async () => {
    const pool = (await who('fuxue').get('/funds')).items.find((one) => one.name === '慈善一日捐资金池').id
    const asked = await who(desk.officer).post(`/cases/${cases[1]}/urgent`, { purpose: 'living', fund_id: pool, amount_fen: 50_000, reason: '断炊，先解决吃饭。' })
    const { id } = (await urgents(cases[1])).find((one) => one.state === 'asked') ?? asked
    await who(desk.leader).post(`/cases/${cases[1]}/urgent/${id}/sign`, { agree: true, reason: '先行支付。' })
    const living = (await step.orders(cases[1])).find((one) => one.state === 'waiting').id
    const window = await as('fuxue')
    await go(window, book, `/funds/orders/${living}`)
    await window.getByText('该户还有 2,000.00 元应退回本资金；本笔须全额发给该户').waitFor()
    await card(window).getByText('生活救助用于保障基本生活，须全额发给该户，不能与追回相抵').waitFor()
    assert.equal(await window.getByRole('button', { name: '与追回相抵' }).count(), 0, 'what is refused is not offered')
    await shoot(window, 'exempt')
    const { version } = await who('fuxue').get(`/funds/orders/${living}`)
    await assert.rejects(who('fuxue').post(`/funds/orders/${living}/net`, { version }), (error) => error instanceof Refused && error.code === 'fund.net_exempt')
    await pay(cases[1])
    const paid = await who('fuxue').get(`/funds/orders/${living}`)
    assert.deepEqual([paid.state, paid.amount_fen, paid.netted_fen, paid.claimed_fen], ['paid', 50_000, 0, 200_000])
  })

  await stage('a restricted fund helps the same household: its order offers to settle what is owed, with the consent of the donor', async () => {
    const maker = who('fuxue')
    const fund = await maker.post('/funds', { code: 'MED', name: '重症医疗专项', source: 'donation_restricted', restricted: true, purposes: ['medical'], donor: '油田建设公司' })
    await maker.post(`/funds/${fund.id}/receipts`, { amount_fen: 2_000_000, payer_name: '油田建设公司', evidence_no: '票8801' })
    const person = (await who(desk.officer).get(`/cases/${cases[1]}/casebook`)).members[0].person.id
    const asked = await who(desk.officer).post(`/cases/${cases[1]}/urgent`, { purpose: 'medical', person_id: person, fund_id: fund.id, amount_fen: 300_000, reason: '病情加重，须先缴押金。' })
    const { id } = (await urgents(cases[1])).find((one) => one.state === 'asked') ?? asked
    await who(desk.leader).post(`/cases/${cases[1]}/urgent/${id}/sign`, { agree: true, reason: '先行支付。' })
    order = (await step.orders(cases[1])).find((one) => one.state === 'waiting').id
    const window = await as('fuxue')
    await go(window, book, `/funds/orders/${order}`)
    await card(window).getByText('该户应退回“慈善一日捐资金池”2,000.00 元').waitFor()
    await card(window).getByText('须有捐赠人书面同意').waitFor()
    await card(window).getByText('相抵时本笔至少留给该户 600.00 元，还可相抵 2,400.00 元').waitFor()
    await shoot(window, 'offer')
    await card(window).getByRole('button', { name: '用本笔抵付' }).click()
    const dialog = window.getByRole('dialog')
    await dialog.getByText(/其余 1,000.00 元付给该户/).waitFor()
    assert(await dialog.getByRole('button', { name: '提交复核' }).isDisabled(), 'without the file nothing is asked')
    await attach(dialog, '捐赠人同意书.png')
    await dialog.getByText('捐赠人同意书.png').waitFor()
    await dialog.getByLabel('同意书文号').fill('油建函〔2026〕12号')
    await dialog.getByLabel('原因').fill('该户同意以本笔抵付')
    await shoot(window, 'ask')
    await press(dialog, '提交复核')
    await card(window).getByText('待复核', { exact: true }).waitFor()
    assert.equal(await card(window).getByRole('button', { name: '同意', exact: true }).count(), 0, 'nobody agrees to what he asked')
  })

  await stage('the reviewer reads the consent and agrees; the bank pays the rest, and the other fund has its money back', async () => {
    const reviewer = await as('fuhe')
    await go(reviewer, book, `/funds/orders/${order}`)
    await card(reviewer).getByRole('link', { name: '捐赠人同意书' }).waitFor()
    await shoot(reviewer, 'decide')
    await card(reviewer).getByRole('button', { name: '同意', exact: true }).click()
    await card(reviewer).getByText('已同意，付款时入账').waitFor()
    const before = (await who('fuxue').get('/funds/pool')).balance_fen
    const [first] = (await who('fuxue').get('/funds/recoveries')).items.filter((one) => one.case_id === cases[1])
    assert.deepEqual([first.state, first.pending_fen], ['open', 200_000])
    await pay(cases[1])
    const paid = await who('fuxue').get(`/funds/orders/${order}`)
    assert.deepEqual([paid.state, paid.amount_fen, paid.offset_fen, paid.pay_fen, paid.nettings[0].state], ['paid', 300_000, 200_000, 100_000, 'done'])
    const [now] = (await who('fuxue').get('/funds/recoveries')).items.filter((one) => one.id === first.id)
    assert.deepEqual([now.state, now.received_fen, now.pending_fen], ['received', 200_000, 0])
    const after = (await who('fuxue').get('/funds/pool')).balance_fen
    const sent = (await who('fuxue').get(`/funds/batches/${paid.batch_id}`)).paid_fen
    assert.equal(before - after, sent, 'the pool has less by what the bank paid')
    await go(reviewer, book, `/funds/orders/${order}`)
    await card(reviewer).getByText('已相抵', { exact: true }).waitFor()
    await shoot(reviewer, 'done')
    await go(reviewer, book, `/funds/list/${paid.fund_id}`)
    await reviewer.getByText('跨资金相抵').first().waitFor()
    await shoot(reviewer, 'fund')
  })
})
