// Donations: a charity day from the list of pledges to the receipts, a restricted gift, a gift followed and a payment traced.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import test from 'node:test'
import { crc32 } from 'node:zlib'
import { desk, Refused, staff, steps } from './api.mjs'
import { choose, go, press, until, windows } from './hand.mjs'
import { browser, demo, page, story } from './kit.mjs'
import { day } from './pages.mjs'

/** A small xlsx file of text cells, as a spreadsheet program would save it. */
function xlsx(rows) {
  const column = (n) => String.fromCharCode(65 + n)
  const text = (cell) => String(cell).replace(/&/g, '&amp;').replace(/</g, '&lt;')
  const body = rows
    .map((cells, r) => `<row r="${r + 1}">${cells.map((cell, c) => `<c r="${column(c)}${r + 1}" t="inlineStr"><is><t>${text(cell)}</t></is></c>`).join('')}</row>`)
    .join('')
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const bundle = 'http://schemas.openxmlformats.org/package/2006/relationships'
  const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  return zip({
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${bundle}"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="名单" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${bundle}"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${body}</sheetData></worksheet>`,
  })
}

function zip(files) {
  const parts = []
  const index = []
  let at = 0
  for (const [name, content] of Object.entries(files)) {
    const [path, data] = [Buffer.from(name), Buffer.from(content)]
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt32LE(crc32(data), 10)
    head.writeUInt32LE(data.length, 14)
    head.writeUInt32LE(data.length, 18)
    head.writeUInt16LE(path.length, 22)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(at, 10)
    index.push(Buffer.from('504b01021400', 'hex'), head, tail, path)
    parts.push(Buffer.from('504b0304', 'hex'), head, path, data)
    at += 4 + 26 + path.length + data.length
  }
  const list = Buffer.concat(index)
  const end = Buffer.alloc(22)
  end.write('504b0506', 0, 'hex')
  end.writeUInt16LE(Object.keys(files).length, 8)
  end.writeUInt16LE(Object.keys(files).length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, list, end])
}

/** What a donor reads off the paper. */
function codesOf(pdf) {
  const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).toString()
  const after = (word, form) => new RegExp(`${word}\\s*(${form})`).exec(text)?.[1] ?? assert.fail(`no ${word} on the receipt:\n${text}`)
  return { number: after('票据号码', '\\d{10}'), check: after('校验码', '[0-9A-Z]{8}'), follow: after('查询码', '[0-9A-Z]{10}') }
}

const given = ['赵铁柱', '钱小梅', '', '孙立国']
const sheetOf = (last) => [
  ['2020年冬季爱心捐款认捐名单'],
  ['姓名', '是否匿名', '金额', '部门', '电话'],
  [given[0], '', '200', '采油一队', '13800138000'],
  [given[1], '', '150.50', '采油二队', ''],
  [given[2], '是', '100', '', ''],
  [given[3], '', last, '采油二队', ''],
]

test('donations', async (t) => {
  const book = await demo(t)
  const stage = story(t)
  const it = await browser(t)
  const as = windows(t, book, it)
  const who = staff(book)
  const step = steps(book, who)
  let campaign = ''
  let list = ''
  let receipt = ''
  let restricted = ''
  const out = new URL('out/', import.meta.url).pathname
  await mkdir(out, { recursive: true })
  const shoot = async (window, name) => {
    if (process.env.YICE_PICTURES !== '1') return
    await window.waitForTimeout(700)
    await window.screenshot({ path: `${out}gift-${name}.png`, fullPage: true })
  }

  await stage('the secretariat opens a charity day', async () => {
    const window = await as('chenlixin')
    await go(window, book, '/gifts')
    await window.getByRole('button', { name: '新建活动' }).click()
    const dialog = window.getByRole('dialog')
    await dialog.getByLabel('活动名称').fill('2020年冬季爱心捐款')
    await dialog.getByLabel('网页代号').fill('winter-2020')
    await dialog.getByLabel('募捐目的').fill('为困难职工家庭过冬筹集善款')
    await choose(dialog, '资金', '慈善一日捐资金池')
    await day(dialog.getByLabel('结束日期'), await book.today(10))
    await dialog.getByLabel('组织单位').fill('大庆市总工会')
    await press(dialog, '保存')
    await window.getByRole('button', { name: '启动', exact: true }).click()
    await window.getByText('募捐中', { exact: true }).first().waitFor()
    campaign = new URL(window.url()).pathname.split('/')[2]
    await shoot(window, 'campaign')
  })

  await stage('the employer’s union sends its list; the wrong row is named, the right list becomes pledges', async () => {
    const window = await as('hanmei')
    await go(window, book, `/gifts/${campaign}`)
    const send = async (rows) => {
      await window.getByRole('button', { name: '导入认捐名单' }).waitFor()
      await window.locator('input[type=file]').setInputFiles({
        name: '认捐名单.xlsx',
        mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        buffer: xlsx(rows),
      })
      await window.waitForURL(/\/gifts\/lists\/\w+/)
    }
    await send(sheetOf('三百'))
    const wrong = window.getByRole('row').filter({ hasText: 'gift.row_amount' })
    await wrong.getByText('6', { exact: true }).waitFor()
    await shoot(window, 'list-wrong')
    await go(window, book, `/gifts/${campaign}`)
    await send(sheetOf('300'))
    await window.getByRole('button', { name: '入库（4 人）' }).click()
    await window.getByText('赵*柱').waitFor()
    assert.equal(await window.getByText('赵铁柱').count(), 0, 'a full name is shown')
    list = new URL(window.url()).pathname.split('/')[3]
  })

  await stage('the money comes in once, and each donor has a receipt', async () => {
    const before = (await who('fuxue').get('/funds/pool')).balance_fen
    const window = await as('fuxue')
    await go(window, book, `/gifts/${campaign}`)
    await window.getByRole('listitem').filter({ hasText: '第一采油厂工会' }).filter({ hasText: '已入库' }).getByRole('button', { name: '登记到账' }).click()
    const dialog = window.getByRole('dialog')
    await dialog.getByLabel('凭证号').fill('回单-冬1')
    await press(dialog, '登记')
    await window.getByText('已入账', { exact: true }).first().waitFor()
    await shoot(window, 'campaign-money')
    assert.equal((await who('fuxue').get('/funds/pool')).balance_fen - before, 75_050)
    await assert.rejects(
      who('fuxue').post('/gifts/collections', { campaign_id: campaign, list_id: list, channel: 'bank', amount_fen: 75_050, evidence_no: '回单-冬2' }),
      (error) => error instanceof Refused && error.code === 'gift.pledges_none',
    )
    const { items } = await who('fuxue').get(`/gifts?campaign_id=${campaign}&sort=no`)
    const numbers = items.map((one) => Number(one.receipt.number))
    assert.deepEqual(numbers, [0, 1, 2, 3].map((n) => numbers[0] + n))
    const pdf = await who('fuxue').fetch('GET', `/gifts/receipts/${items[0].id}`)
    assert.equal(pdf.headers.get('content-type'), 'application/pdf')
    assert.equal(Buffer.from(await pdf.arrayBuffer()).subarray(0, 5).toString(), '%PDF-')
  })

  await stage('cash is counted by two people', async () => {
    const maker = await as('fuxue')
    await go(maker, book, `/gifts/${campaign}`)
    await maker.getByRole('button', { name: '登记到账' }).first().click()
    const dialog = maker.getByRole('dialog')
    await dialog.getByLabel('捐赠人', { exact: true }).fill('周爱民')
    await choose(dialog, '方式', '现金')
    await dialog.getByLabel('金额').fill('500')
    await dialog.getByLabel('凭证号').fill('现金-1')
    await press(dialog, '登记')
    await maker.getByText('待第二人核实').first().waitFor()
    assert.equal(await maker.getByRole('button', { name: '第二人核实' }).count(), 0, 'the first person may confirm')
    const reviewer = await as('fuhe')
    await go(reviewer, book, `/gifts/${campaign}`)
    await reviewer.getByRole('button', { name: '第二人核实' }).click()
    const second = reviewer.getByRole('dialog')
    await second.getByLabel('清点金额').fill('480')
    await second.getByRole('button', { name: '核实入账' }).click()
    await reviewer.getByText(/不一致，没有入账/).waitFor()
    await second.getByLabel('清点金额').fill('500')
    await press(second, '核实入账')
    await until(async () => (await who('fuhe').get(`/gifts/campaigns/${campaign}`)).collections.every((one) => one.state === 'received'))
  })

  await stage('a restricted gift is refused for another purpose', async () => {
    const fund = await who('fuxue').post('/funds', { code: 'study-only', name: '助学定向资金', source: 'donation_restricted', restricted: true, purposes: ['study'] })
    const winter = await who('chenlixin').get(`/gifts/campaigns/${campaign}`)
    await assert.rejects(
      who('chenlixin').post('/gifts/campaigns', {
        code: 'wrong', name: '助学', aim: '助学', purposes: ['study'], reach: 'employers', organiser: '大庆市总工会', fund_id: winter.fund_id, from_on: await book.today(), to_on: await book.today(5),
      }),
      (error) => error instanceof Refused && error.fields[0].code === 'gift.fund_mismatch',
    )
    const made = await who('chenlixin').post('/gifts/campaigns', {
      code: 'study-2020', name: '金秋助学定向捐赠', aim: '只用于助学', purposes: ['study'], reach: 'employers', organiser: '大庆市总工会', fund_id: fund.id, from_on: await book.today(), to_on: await book.today(5),
    })
    await who('chenlixin').post(`/gifts/campaigns/${made.id}/open`, { version: made.version })
    await who('fuxue').post('/gifts/collections', {
      campaign_id: made.id, donor: { kind: 'organisation', name: '大庆某商贸有限公司' }, channel: 'bank', amount_fen: 2_000_000, evidence_no: '回单-学1',
    })
    restricted = (await who('fuxue').get(`/gifts?campaign_id=${made.id}`)).items[0].id
    const id = (await step.enter('石秀兰')).id
    await who(desk.officer).post(`/cases/${id}/urgent`, { purpose: 'living', person_id: '', amount_fen: 100_000, fund_id: fund.id, reason: '突发急病' }).then(
      async () => {
        const [asked] = (await who(desk.officer).get(`/cases/${id}/plan`)).urgents
        await assert.rejects(
          who(desk.leader).post(`/cases/${id}/urgent/${asked.id}/sign`, { agree: true, reason: '先行支付' }),
          (error) => error instanceof Refused && error.code === 'FUND_RESTRICTED' && /只能用于捐赠人指定的用途/.test(error.detail),
        )
      },
      (error) => assert.equal(error.code, 'FUND_RESTRICTED'),
    )
    const window = await as('fuxue')
    await go(window, book, `/gifts/gift/${restricted}`)
    await window.getByText('助学救助', { exact: true }).waitFor()
    await window.getByRole('button', { name: '改变用途' }).click()
    const dialog = window.getByRole('dialog')
    await choose(dialog, '转入资金', '慈善一日捐资金池')
    await dialog.getByLabel('同意书编号').fill('同意书2020-1')
    await dialog.getByLabel('原因').fill('当年学生已全部资助')
    await dialog.getByRole('button', { name: '提交审批' }).click()
    await window.getByText(/书面同意：请填写文书编号并上传文件/).waitFor()
    assert.equal((await who('fuxue').get(`/gifts/${restricted}`)).requests.length, 0)
  })

  await stage('the auditor opens a payment back to its gifts', async () => {
    const { items } = await who('jiandu').get('/funds/orders?state=paid&limit=50')
    const pool = (await who('chenlixin').get(`/gifts/campaigns/${campaign}`)).fund_id
    const [order] = items.filter((one) => one.fund_id === pool).sort((a, b) => (a.paid_on < b.paid_on ? -1 : 1))
    const window = await as('jiandu')
    await go(window, book, `/funds/orders/${order.id}`)
    await window.getByRole('link', { name: '资金来自哪些捐赠' }).click()
    await window.getByText('2019年慈善一日捐').first().waitFor()
    await shoot(window, 'trace')
    const trace = await who('jiandu').get(`/gifts/trace/${order.id}`)
    assert.equal(trace.gift_fen + trace.other_fen, order.amount_fen)
    assert(trace.sources.length > 0 && trace.sources.every((one) => one.donor !== ''))
    receipt = trace.sources[0].gift_id
    await window.getByRole('link', { name: trace.sources[0].gift_no }).click()
    await window.getByText(/该笔付款共/).first().waitFor()
    await shoot(window, 'gift')
    await assert.rejects(who('hanmei').get(`/gifts/trace/${order.id}`), (error) => error.status === 403)
  })

  await stage('the donor follows the gift without an account', async () => {
    const paper = await who('fuxue').fetch('GET', `/gifts/receipts/${receipt}`)
    assert.equal(paper.status, 200)
    const codes = codesOf(Buffer.from(await paper.arrayBuffer()))
    const phone = await page(t, it, { viewport: { width: 390, height: 844 } })
    await phone.goto(`${book.url}/public/receipt?number=${codes.number}&check=${codes.check}`)
    await phone.getByText('这张票据由本平台开具').waitFor()
    await phone.getByLabel('查询码').fill(codes.follow)
    await phone.getByRole('button', { name: '查看去向' }).click()
    await phone.getByText(/已公布使用/).first().waitFor()
    await phone.getByText('帮助了哪些人').waitFor()
    await shoot(phone, 'follow-phone')
    await phone.goto(`${book.url}/public/receipt?number=${codes.number}&check=WRONG`)
    await phone.getByText('票据号码或代码不对').waitFor()
  })

  await stage('anybody pledges by the QR code, and sees the public page', async () => {
    const phone = await page(t, it, { viewport: { width: 390, height: 844 } })
    await phone.goto(`${book.url}/public/give/day-2020`)
    await phone.getByLabel('认捐金额').fill('66')
    await phone.getByRole('textbox', { name: '姓名' }).fill('路人甲')
    await shoot(phone, 'give-phone')
    await phone.getByRole('button', { name: '确认认捐' }).click()
    await phone.getByText(/^R2020\d{6}$/).waitFor()
    await phone.goto(`${book.url}/public/give/winter-2020`)
    await phone.getByText(/不存在|没有/).first().waitFor()
    await phone.goto(`${book.url}/public/sunlight`)
    await phone.getByText('收到捐款').waitFor()
    await shoot(phone, 'sunlight-phone')
    const wide = await page(t, it)
    await wide.goto(`${book.url}/public/sunlight`)
    await wide.getByText('2019年慈善一日捐').first().waitFor()
    await shoot(wide, 'sunlight')
    const answer = await fetch(`${book.url}/api/v1/public/sunlight`)
    assert.match(answer.headers.get('cache-control'), /public, max-age=\d+/)
    const told = await answer.json()
    assert(told.kinds.length > 0 && told.used_fen > 0)
    assert.equal(told.kinds.reduce((sum, one) => sum + one.amount_fen, 0), told.used_fen)
    assert.equal(told.periods.reduce((sum, one) => sum + one.amount_fen, 0), told.used_fen)
  })

  await stage('goods go out to a household in pieces, signed for or confirmed by a second person', async () => {
    const { items } = await who('fuxue').get('/gifts?form=goods')
    const files = (await who('chenlixin').get('/cases?limit=2')).items
    const window = await as('chenlixin')
    await go(window, book, `/gifts/gift/${items[0].id}`)
    await window.getByText(/库存 100 箱/).waitFor()
    const hand = async (file, pieces, receiver, sign) => {
      await window.getByRole('button', { name: '发放', exact: true }).click()
      const dialog = window.getByRole('dialog')
      await dialog.getByLabel('档案编号').fill(file)
      await dialog.getByLabel(/^数量/).fill(String(pieces))
      await dialog.getByLabel('领取人').fill(receiver)
      await dialog.getByText(/户$/).first().waitFor()
      if (sign) {
        const box = await dialog.locator('canvas').boundingBox()
        await window.mouse.move(box.x + 30, box.y + 40)
        await window.mouse.down()
        await window.mouse.move(box.x + 120, box.y + 90, { steps: 5 })
        await window.mouse.up()
      }
      await shoot(window, `hand-out-${sign ? 'signed' : 'unsigned'}`)
      await press(dialog, '发放')
    }
    await hand(files[0].file_no, 3, '本人', true)
    await window.getByText('已签收').waitFor()
    await hand(files[1].file_no, 2, '社区代领', false)
    await window.getByText(/库存 95 箱/).waitFor()
    await assert.rejects(
      who('chenlixin').post(`/gifts/collections/${items[0].collection_id}/handouts`, { case_no: files[0].file_no, pieces: 96, receiver: '本人' }),
      (error) => error instanceof Refused && error.fields[0].code === 'gift.pieces_left',
    )
    assert.equal(await window.getByRole('button', { name: '核实已领取' }).count(), 0, 'who handed out may confirm')
    const reviewer = await as('fuhe')
    await go(reviewer, book, `/gifts/gift/${items[0].id}`)
    await reviewer.getByRole('button', { name: '核实已领取' }).click()
    const dialog = reviewer.getByRole('dialog')
    await dialog.getByRole('textbox').fill('电话核实，本人已收到')
    await press(dialog, '确定')
    await until(async () => (await reviewer.getByText('已签收').count()) === 2)
    const page = await reviewer.context().request.get(`${book.url}${await reviewer.getByRole('link', { name: '签名' }).getAttribute('href')}`)
    assert.equal(page.headers()['content-type'], 'image/png')
    await shoot(reviewer, 'handed-out')
    assert.equal((await fetch(`${book.url}/api/v1/public/sunlight`).then((answer) => answer.json())).goods_pieces, 0, 'the running month is told')
  })

  await stage('a delivery of several kinds is counted by two people, listed on one receipt, handed out and given back by kind', async () => {
    const { items } = await who('chenlixin').get('/gifts/campaigns?state=open')
    const open = items.find((one) => one.code === 'day-2020')
    const maker = await as('fuxue')
    await go(maker, book, `/gifts/${open.id}`)
    await maker.getByRole('button', { name: '登记到账' }).first().click()
    const dialog = maker.getByRole('dialog')
    await choose(dialog, '捐赠人类型', '单位')
    await dialog.getByLabel('捐赠人', { exact: true }).fill('大庆粮油有限公司')
    await choose(dialog, '方式', '实物')
    await dialog.getByLabel('凭证号', { exact: true }).fill('发票-粮1')
    const goods = [['大米', '200', '袋', '12000', ''], ['食用油', '100', '瓶', '6001', ''], ['棉被', '30', '床', '4500', '评估-被1']]
    for (const [n, [name, pieces, unit, value, evidence]] of goods.entries()) {
      if (n > 0) await dialog.getByRole('button', { name: '增加一种物资' }).click()
      await dialog.getByLabel('品名').nth(n).fill(name)
      await dialog.getByLabel('数量', { exact: true }).nth(n).fill(pieces)
      await dialog.getByLabel('单位', { exact: true }).nth(n).fill(unit)
      await dialog.getByLabel('价值（元）').nth(n).fill(value)
      await dialog.getByLabel('单独凭证').nth(n).fill(evidence)
    }
    await dialog.getByText('3 种，价值合计 22,501.00 元').waitFor()
    await shoot(maker, 'goods-receive')
    await maker.setViewportSize({ width: 390, height: 844 })
    await dialog.getByText('3 种，价值合计 22,501.00 元').scrollIntoViewIfNeeded()
    await shoot(maker, 'goods-receive-phone')
    await maker.setViewportSize({ width: 1366, height: 768 })
    await press(dialog, '登记')
    await maker.getByText(/大米 200 袋、食用油 100 瓶、棉被 30 床/).waitFor()

    const reviewer = await as('fuhe')
    await go(reviewer, book, `/gifts/${open.id}`)
    await reviewer.getByRole('button', { name: '第二人核实' }).click()
    const second = reviewer.getByRole('dialog')
    await second.getByLabel('凭证价值合计').fill('22501')
    for (const [label, n] of [['大米清点数量（袋）', '200'], ['食用油清点数量（瓶）', '99'], ['棉被清点数量（床）', '30']]) await second.getByLabel(label).fill(n)
    await second.getByRole('button', { name: '核实入账' }).click()
    await reviewer.getByText('“食用油”第一人清点 100 瓶，第二人清点 99 瓶，不一致，没有入账').waitFor()
    await shoot(reviewer, 'goods-second-count')
    await second.getByLabel('食用油清点数量（瓶）').fill('100')
    await press(second, '核实入账')

    const [given] = (await who('fuxue').get('/gifts?form=goods&sort=-no')).items
    assert.equal(given.goods_said, '大米 200 袋、食用油 100 瓶、棉被 30 床')
    const files = (await who('chenlixin').get('/cases?limit=2')).items
    const window = await as('chenlixin')
    await go(window, book, `/gifts/gift/${given.id}`)
    await window.getByRole('button', { name: '发放 食用油' }).click()
    const hand = window.getByRole('dialog')
    await hand.getByText('发放：食用油').waitFor()
    await hand.getByLabel('档案编号').fill(files[0].file_no)
    await hand.getByLabel('数量（瓶，库存 100）').fill('2')
    await hand.getByLabel('领取人').fill('本人')
    await press(hand, '发放')
    await window.getByText(/库存 98 瓶/).waitFor()
    await window.getByText('食用油 2 瓶').waitFor()
    assert.equal(await window.getByText(/库存 200 袋/).count(), 1)

    await go(maker, book, `/gifts/gift/${given.id}`)
    await maker.getByRole('button', { name: '退款' }).click()
    const asking = maker.getByRole('dialog')
    assert(await asking.getByRole('checkbox', { name: /食用油/ }).isDisabled(), 'what was handed out may go back')
    await asking.getByRole('checkbox', { name: /大米/ }).uncheck()
    await asking.getByLabel('原因').fill('棉被另有用途')
    await shoot(maker, 'goods-back')
    await press(asking, '提交审批')
    await go(reviewer, book, `/gifts/gift/${given.id}`)
    await reviewer.getByRole('button', { name: '同意', exact: true }).click()
    await reviewer.getByText('已退还 30 床').waitFor()
    await shoot(reviewer, 'goods-lines')
    await reviewer.setViewportSize({ width: 390, height: 844 })
    await shoot(reviewer, 'goods-lines-phone')
    await reviewer.setViewportSize({ width: 1366, height: 768 })

    const now = await who('fuxue').get(`/gifts/${given.id}`)
    assert.notEqual(now.receipt.number, given.receipt.number)
    assert.deepEqual([now.state, now.receipt.amount_fen, now.amount_fen], ['received', 1_800_100, 2_250_100])
    const paper = await who('fuxue').fetch('GET', `/gifts/receipts/${given.id}`)
    const codes = codesOf(Buffer.from(await paper.arrayBuffer()))
    assert.equal(codes.number, now.receipt.number)
    const phone = await page(t, it, { viewport: { width: 390, height: 844 } })
    await phone.goto(`${book.url}/public/receipt?number=${codes.number}&check=${codes.check}`)
    await phone.getByText('合计：壹万捌仟零壹元整').waitFor()
    assert.deepEqual(await phone.getByRole('table').getByRole('row').nth(2).getByRole('cell').allInnerTexts(), ['食用油', '瓶', '100', '60.01', '6,001.00'])
    assert.equal(await phone.getByText('棉被').count(), 0, 'what went back is listed')
    await shoot(phone, 'goods-receipt-phone')
    await phone.getByLabel('查询码').fill(codes.follow)
    await phone.getByRole('button', { name: '查看去向' }).click()
    await phone.getByText(/同批“大米”共 200 袋/).waitFor()
    await phone.goto(`${book.url}/public/sunlight`)
    await phone.getByRole('row', { name: /大米/ }).waitFor()
    await shoot(phone, 'goods-sunlight-phone')
    const sheet = await who('chenlixin').fetch('GET', `/gifts/campaigns/${open.id}/disclosure`)
    assert.equal(sheet.status, 200)
  })

  await stage('who pledged in public sees the state and takes the receipt, by number and the end of the phone number', async () => {
    const phone = await page(t, it, { viewport: { width: 390, height: 844 } })
    await phone.goto(`${book.url}/public/give/day-2020`)
    await phone.getByLabel('认捐金额').fill('88')
    await phone.getByRole('textbox', { name: '姓名' }).fill('路人乙')
    await phone.getByLabel(/^手机/).fill('13900139001')
    await phone.getByRole('button', { name: '确认认捐' }).click()
    const no = await phone.getByText(/^R2020\d{6}$/).innerText()
    await phone.getByRole('main').getByRole('link', { name: '我的认捐' }).click()
    await phone.getByLabel('手机号后四位').fill('9000')
    await phone.getByRole('button', { name: '查询认捐' }).click()
    await phone.getByText('认捐编号或手机号后四位不对').waitFor()
    await phone.getByLabel('手机号后四位').fill('9001')
    await phone.getByRole('button', { name: '查询认捐' }).click()
    await phone.getByText('待到账').waitFor()
    assert.equal(await phone.getByText('路人乙').count(), 0, 'a full name is shown')
    const { items } = await who('chenlixin').get('/gifts/campaigns?state=open')
    const open = items.find((one) => one.code === 'day-2020')
    await who('fuxue').post('/gifts/collections', { campaign_id: open.id, pledge_nos: [no], channel: 'bank', amount_fen: 8800, evidence_no: '回单-乙' })
    await phone.getByRole('button', { name: '查询认捐' }).click()
    await phone.getByText('已到账').waitFor()
    await shoot(phone, 'collect-phone')
    const [file] = await Promise.all([phone.waitForEvent('download'), phone.getByRole('button', { name: '下载捐赠票据' }).click()])
    assert.match(codesOf(await readFile(await file.path())).number, /^2020\d{6}$/)
    await phone.evaluate(() => localStorage.setItem('yice.language', 'en'))
    await phone.goto(`${book.url}/public/pledge?no=${no}`)
    await phone.getByRole('button', { name: 'Find the pledge' }).waitFor()
    await shoot(phone, 'collect-phone-en')
    const wide = await page(t, it)
    await wide.goto(`${book.url}/public/pledge`)
    await wide.getByRole('button', { name: '查询认捐' }).waitFor()
    await shoot(wide, 'collect')
  })

  await stage('a campaign tells its progress, and the public page shows it', async () => {
    const { items } = await who('chenlixin').get('/gifts/campaigns?state=open')
    const [open] = items.filter((one) => one.code === 'day-2020')
    await who('chenlixin').post(`/gifts/campaigns/${open.id}/close`, { version: open.version })
    const window = await as('chenlixin')
    await go(window, book, `/gifts/${open.id}`)
    await window.getByRole('button', { name: '登记公开' }).first().click()
    const dialog = window.getByRole('dialog')
    await dialog.getByLabel('公开地点').fill('慈善中国')
    await dialog.getByLabel('进展报告').fill('募捐期间共收到善款若干，全部进入资金池，按联席会决议使用。')
    await shoot(window, 'report')
    await press(dialog, '保存')
    await window.getByText('项目进展').or(window.getByText('进展公开')).first().waitFor()
    const wide = await page(t, it)
    await wide.goto(`${book.url}/public/sunlight`)
    await wide.getByText('募捐期间共收到善款若干，全部进入资金池，按联席会决议使用。').waitFor()
    await shoot(wide, 'sunlight-report')
    const due = (await who('chenlixin').get(`/gifts/campaigns/${open.id}`)).disclosures.filter((one) => one.state === 'due')
    assert.deepEqual(due.map((one) => one.kind), ['progress'], 'the project tells on until the money is used')
  })
})
