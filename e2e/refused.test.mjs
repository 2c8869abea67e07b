// What must not work, and the sentence that says so.
import assert from 'node:assert/strict'
import test from 'node:test'
import { desk, Refused, staff, steps } from './api.mjs'
import { casebook, go, windows } from './hand.mjs'
import { browser, demo, story } from './kit.mjs'

test('what is refused', async (t) => {
  const book = await demo(t)
  const stage = story(t)
  const as = windows(t, book, await browser(t))
  const who = staff(book)
  const step = steps(book, who)
  const first = async (login, state) => (await who(login).get(`/cases?state=${state}&limit=5`)).items[0]

  /** The call is refused with this code, and the sentence is Chinese and says nothing of the inside. */
  const refused = async (call, code) => {
    await assert.rejects(call, (error) => {
      assert(error instanceof Refused, String(error))
      const said = [error.code, ...(error.fields ?? []).map((one) => one.code)]
      assert(said.includes(code), `${said} instead of ${code}`)
      assert(error.status >= 400 && error.status < 500)
      const sentence = [error.detail, ...(error.fields ?? []).map((one) => one.detail)].join('')
      assert.match(sentence, /[\u4e00-\u9fff]/)
      assert.doesNotMatch(sentence, /sql|panic|internal|goroutine|\.go:/i)
      return true
    })
  }

  await stage('no opinion without a visit', async () => {
    const one = await first(desk.officer, 'visiting')
    const officer = await as(desk.officer)
    await casebook(officer, book, one.id)
    await officer.getByRole('button', { name: '去入户' }).or(officer.getByRole('button', { name: /^(办理|其他)/ })).first().waitFor()
    assert.equal(await officer.getByText('提请上会', { exact: true }).count(), 0)
    await refused(step.propose(one.id), 'flow.not_allowed')
  })

  await stage('one visitor is not enough', async () => {
    const one = await first(desk.officer, 'visiting')
    const officer = await as(desk.officer)
    await go(officer, book, `/casebook/${one.id}/visits`)
    await officer.getByRole('button', { name: '约定入户调查' }).click()
    const dialog = officer.getByRole('dialog')
    const box = dialog.getByLabel('入户人')
    await box.fill('何静')
    await officer.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: '何静' }).first().click()
    await box.press('Escape')
    await dialog.getByRole('button', { name: '约定', exact: true }).click()
    await dialog.getByText('须有两名以上入户人').waitFor()
    await refused(step.planVisit(one.id, 'initial', [desk.visitor]), 'VISIT_ONE_PERSON')
  })

  let meeting = ''
  let own = null

  await stage('nobody votes on a case of the own department', async () => {
    const { items } = await who('chenlixin').get('/meetings')
    meeting = items.find((one) => one.state === 'preparing').id
    await refused(step.open(meeting), 'meeting.too_early')
    await book.later(8)
    await step.open(meeting)
    const view = await step.meeting(meeting, 'zhouhai')
    own = view.motions.find((one) => one.kind === 'case' && one.proposer_department === 'civil')
    await refused(who('zhouhai').post(`/motions/${own.id}/vote`, { vote: 'yes' }), 'meeting.recused')
    const member = await as('zhouhai')
    await go(member, book, `/meetings/${meeting}/seat`)
    await member.getByRole('navigation', { name: '议程' }).getByRole('button', { name: own.title, exact: true }).first().click()
    await member.getByText('本席位回避表决').waitFor()
  })

  await stage('a decision without a majority, or by somebody who is not the chair', async () => {
    const { version } = (await who('fushizhang').get(`/motions/${own.id}`)).motion
    await refused(who('fushizhang').post(`/motions/${own.id}/decide`, { version, result: 'agreed', text: '' }), 'meeting.no_majority')
    await refused(who('chenlixin').post(`/motions/${own.id}/decide`, { version, result: 'agreed', text: '' }), 'forbidden')
  })

  await stage('a household whose revisit is overdue is not paid', async () => {
    const { items } = await who('fuxue').get('/funds/orders?state=held')
    assert(items.length > 0, 'the demo has a household whose revisit is overdue')
    await refused(who('fuxue').post('/funds/batches', { title: '试付', orders: [items[0].id] }), 'fund.revisit_overdue')
    const maker = await as('fuxue')
    await go(maker, book, `/funds/orders/${items[0].id}`)
    await maker.getByText('该户半年回访已逾期，完成回访后才能发放。').first().waitFor()
  })

  await stage('whoever made a batch, or one of the reviewers, does not take the next step', async () => {
    const { items } = await who('fuxue').get('/funds/batches?state=locked')
    const { id, version } = items[0]
    await refused(who('fuxue').post(`/funds/batches/${id}/review`, { version, reason: '' }), 'forbidden')
    await refused(who('fangkuan').post(`/funds/batches/${id}/release`, { version, reason: '' }), 'flow.not_allowed')
    const maker = await as('fuxue')
    await go(maker, book, `/funds/batches/${id}`)
    await maker.getByRole('button', { name: '撤回' }).waitFor()
    assert.equal(await maker.getByRole('button', { name: '复核通过' }).count(), 0)
  })

  await stage('nobody reviews the own check report', async () => {
    const { id } = await step.enter('高桂兰')
    await step.authorise(id)
    const check = await step.askCheck(id)
    await step.answerCheck(check.id)
    let now = (await who('hedui').get(`/checks/${check.id}`)).request
    await who('hedui').put(`/checks/${check.id}/report`, { version: now.version, rows: [], conclusion: 'consistent', summary: '一致。', submit: true })
    now = (await who('hedui').get(`/checks/${check.id}`)).request
    await refused(who('hedui').post(`/checks/${check.id}/review`, { version: now.version, approve: true, note: '' }), 'SELF_APPROVAL')
    const checker = await as('hedui')
    await go(checker, book, `/checks/${check.id}`)
    await checker.getByText('已提交，等待另一人复核').waitFor()
    assert.equal(await checker.getByRole('button', { name: '复核报告' }).count(), 0)
  })

  await stage('an ended household is found by nobody who has no right to it', async () => {
    const ended = await first('jiandu', 'ended')
    assert(ended, 'the demo has ended households')
    const { members } = await who('jiandu').get(`/cases/${ended.id}/casebook`)
    const name = members[0].person.name
    const officer = await as(desk.officer)
    await go(officer, book, '/workbench')
    await officer.getByRole('combobox', { name: '姓名、拼音首字母' }).fill(name)
    await officer.getByText('没有找到，换个写法试试').waitFor()
    await go(officer, book, `/casebook/${ended.id}`)
    await officer.getByText('没有找到', { exact: true }).waitFor()
    const { items } = await who(desk.officer).get(`/cases?q=${encodeURIComponent(ended.file_no)}`)
    assert.deepEqual(items, [])
    await refused(who(desk.officer).get(`/cases/${ended.id}`), 'not_found')
  })

  await stage('another department’s case opened by its address is like one that does not exist', async () => {
    const { items } = await who('gaoming').get('/cases?state=accepted&department=civil')
    const theirs = items[0].id
    const answers = []
    for (const id of [theirs, '01BX5ZZKBKACTAV9WEVGEMMVRZ'])
      await who(desk.officer)
        .get(`/cases/${id}`)
        .catch((error) => answers.push([error.status, error.code, error.detail]))
    assert.equal(answers.length, 2)
    assert.deepEqual(answers[0], answers[1])
    const officer = await as(desk.officer)
    await go(officer, book, `/casebook/${theirs}`)
    await officer.getByText('没有找到', { exact: true }).waitFor()
  })

  await stage('in English the refusal is English', async () => {
    const one = await first(desk.officer, 'visiting')
    const answer = await who(desk.officer).fetch('POST', `/cases/${one.id}/propose`, JSON.stringify({ version: (await who(desk.officer).get(`/cases/${one.id}`)).version, text: 'x', proposals: [] }), {
      'content-type': 'application/json',
      'accept-language': 'en',
    })
    const said = await answer.json()
    assert.match(said.detail, /^[A-Z][^，。！？]*$/) // names of people stay as they are
  })
})
