// Whole steps of the main job as people click them, page by page.
import { readFile } from 'node:fs/promises'
import { png } from './api.mjs'
import { choose, go, press, sign } from './hand.mjs'
import { card, citizenID } from './people.mjs'

let made = 100

/** The window clerk fills in the application step by step and hands it in; gives the case's id. */
export async function enterApplication(window, book, name) {
  const seq = (made += 2)
  await go(window, book, '/intake/new')
  const head = window.getByRole('region', { name: '成员 1' }).or(window.getByRole('region', { name }))
  await head.getByLabel('姓名').fill(name)
  await head.getByLabel('身份证号').fill(citizenID('230604', '1974-05-12', seq))
  await head.getByLabel('手机').fill(`1380459${String(seq).padStart(4, '0')}`)
  await choose(head, '健康状况', '恶性肿瘤')
  await window.getByRole('button', { name: '添加家庭成员' }).click()
  const spouse = window.getByRole('region', { name: '成员 2' }).or(window.getByRole('region', { name: `${name[0]}建国` }))
  await spouse.getByLabel('姓名').fill(`${name[0]}建国`)
  await spouse.getByLabel('身份证号').fill(citizenID('230604', '1973-03-08', seq + 1))
  await choose(spouse, '与户主关系', '夫')
  await choose(window, '县区', '让胡路区')
  await choose(window, '街道、乡镇', '庆新')
  await window.getByLabel('社区、村').fill('第一社区')
  await next(window, '需求与困难')

  for (const need of ['看病吃药花费大', '吃穿用度有困难']) await window.getByRole('button', { name: need }).click()
  await choose(window, '主要致困原因', '疾病')
  await window.getByLabel('困难情况').fill('肺部恶性肿瘤，术后化疗，家庭主要收入中断。')
  await next(window, '收支与医疗')

  await window.getByRole('button', { name: '加一项收入' }).click()
  await window.getByLabel('全年金额').first().fill('12000')
  await window.getByLabel('医院').fill('大庆油田总医院')
  await day(window.getByLabel('入院或就诊'), `${(await book.today()).slice(0, 4)}-01-05`)
  await window.getByLabel('总费用').fill('80000')
  await window.getByLabel('基本医保').fill('44000')
  await window.getByLabel('大病保险').fill('9000')
  await window.getByLabel('疾病编码').fill('C34')
  await next(window, '申请与收款')

  await window.getByLabel('银行卡号').fill(card(seq))
  await window.getByLabel('开户行').fill('大庆分行')
  await next(window, '承诺与材料')

  await window.getByRole('checkbox', { name: '诚信承诺书' }).check()
  await window.getByRole('checkbox', { name: '个人敏感信息处理同意书' }).check()
  await next(window, '核对提交')
  await window.getByRole('button', { name: '提交受理', exact: true }).click()
  await window.getByText('困难帮扶申请受理回执').waitFor()
  return new URL(window.url()).pathname.split('/')[2]
}

async function next(window, step) {
  await window.getByRole('button', { name: `下一步：${step}` }).click()
  await window.getByRole('button', { name: step }).and(window.locator('[aria-current=step]')).waitFor()
}

/** Types a day into a calendar field. */
export async function day(field, on) {
  await field.fill(on)
  await field.press('Enter')
}

/** The check centre's officer records that no source found anything, writes the report and hands it in. */
export async function reportCheck(window, book, check) {
  await go(window, book, `/checks/${check}`)
  const open = window.getByRole('button', { name: '登记', exact: true })
  await open.first().waitFor()
  for (let left = await open.count(); left > 0; left--) {
    await open.first().click()
    const drawer = window.getByRole('dialog')
    await drawer.getByRole('button', { name: '登记为未查到' }).click()
    await drawer.waitFor({ state: 'detached' })
    await window.waitForFunction((n) => [...document.querySelectorAll('button')].filter((one) => one.textContent.trim() === '登记').length === n, left - 1)
  }
  await window.getByRole('radio', { name: '与申报一致' }).check()
  await window.getByLabel('核对情况说明：差异在哪里，当事人如何解释').fill('申报与核对一致，未发现超限财产。')
  await window.getByRole('button', { name: '提交复核' }).click()
  await window.getByText('已提交，等待另一人复核').waitFor()
}

/** Another officer of the check centre issues the report. */
export async function reviewCheck(window, book, check) {
  await go(window, book, `/checks/${check}`)
  await window.getByRole('button', { name: '复核报告' }).click()
  await press(window.getByRole('dialog'), '出具报告')
  await window.getByText('已出具').waitFor()
}

/** The officer makes an appointment for two visitors; gives the visit's id. */
export async function planVisit(window, book, id, kind, visitors) {
  await go(window, book, `/casebook/${id}/visits`)
  await window.getByRole('button', { name: `约定${kind}` }).first().click()
  const dialog = window.getByRole('dialog')
  await day(dialog.getByLabel('约定日期'), await book.today())
  const box = dialog.getByLabel('入户人')
  for (const name of visitors) {
    await box.fill(name)
    await window.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: name }).first().click()
  }
  await box.press('Escape')
  await press(dialog, '约定')
}

/** One of the visitors fills the form in on the phone, from the door to the signatures. */
export async function fillVisit(phone, book, visit, { head, kind = 'initial', conclusion, advice, reason = '', changes = '' }) {
  await go(phone, book, `/visits/${visit}`)
  await phone.getByRole('button', { name: '现在开始入户' }).click()
  await phone.getByRole('radio', { name: head }).first().click()
  await phone.getByRole('radio', { name: '不是', exact: true }).click()
  await phone.getByRole('button', { name: '下一步' }).click()
  if (kind === 'initial') {
    await phone.getByRole('radiogroup', { name: '住房类型' }).getByRole('radio').first().click()
    await phone.getByRole('radio', { name: '较差' }).click()
    await phone.getByLabel('饮食').fill('饮食简单')
    await phone.getByRole('button', { name: '下一步' }).click()
    await phone.getByRole('button', { name: '下一步' }).click() // money: nothing to add
  } else {
    await phone.getByRole('radio', { name: '有变化', exact: true }).click()
    await phone.getByLabel('收入变化').fill(changes)
    await phone.getByRole('button', { name: '下一步' }).click()
  }
  await phone.getByRole('radiogroup', { name: head }).getByRole('radio', { name: '在场', exact: true }).click()
  await phone.locator('input[type=file]').first().setInputFiles({ name: '室内.png', mimeType: 'image/png', buffer: png() })
  await phone.getByText('已拍 1 张').waitFor()
  for (let unsigned = phone.getByRole('button', { name: '点这里签名' }); (await unsigned.count()) > 0; ) {
    const left = await unsigned.count()
    await unsigned.first().click()
    const pad = phone.getByRole('dialog')
    await sign(phone, pad.locator('canvas'))
    await press(pad, '确认签名')
    await phone.waitForFunction((n) => [...document.querySelectorAll('button')].filter((one) => one.textContent.includes('点这里签名')).length < n, left)
  }
  await phone.getByRole('button', { name: '下一步' }).click()
  await phone.getByLabel('调查结论').fill(conclusion)
  await phone.getByRole('radio', { name: advice, exact: true }).click()
  if (reason) await phone.getByLabel('建议的依据').fill(reason)
  await phone.getByRole('button', { name: '完成入户' }).click()
  await phone.getByText('已完成', { exact: true }).first().waitFor()
}

/** The secretariat calls a meeting for today; gives its id. */
export async function callMeeting(window, book, chair = '秦岭') {
  await go(window, book, '/meetings')
  await window.getByRole('button', { name: '筹备会议' }).click()
  const dialog = window.getByRole('dialog')
  await dialog.getByText('临时会议', { exact: true }).click()
  await day(dialog.getByLabel('日期'), await book.today())
  await dialog.getByLabel('地点').fill('市政府三楼会议室')
  await choose(dialog, '主持人', chair)
  await dialog.getByRole('button', { name: '开始筹备' }).click()
  await window.waitForURL(/\/meetings\/\w{26}$/)
  await window.getByText('筹备中').first().waitFor()
  return new URL(window.url()).pathname.split('/')[2]
}

/** The secretariat puts cases on the agenda by their file numbers, and the urgent payments to ratify when `urgents` is set. */
export async function setAgenda(window, book, meeting, files, urgents = false) {
  await go(window, book, `/meetings/${meeting}`)
  await window.getByRole('button', { name: '列入议题' }).first().click()
  const dialog = window.getByRole('dialog')
  await dialog.getByText(/^待上会的个案/).waitFor()
  for (const row of await dialog.getByRole('listitem').all()) {
    const text = await row.textContent()
    await row.getByRole('checkbox').setChecked(files.some((file) => text.includes(file)))
  }
  const ratify = dialog.getByRole('checkbox', { name: /户/ }).last()
  if ((await dialog.getByText(/^待追认的急难救助/).count()) > 0) await ratify.setChecked(urgents)
  await dialog.getByRole('button', { name: /^列入议程/ }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** A member writes the department's opinion on the first motion that waits for one. */
export async function sayOpinion(window, book, meeting, stance, text) {
  await go(window, book, `/meetings/${meeting}/seat`)
  await window.getByRole('heading', { name: '会前意见' }).waitFor()
  await window.getByRole('button', { name: stance, exact: true }).click()
  await window.getByRole('textbox', { name: '会前意见' }).fill(text)
  await window.getByRole('button', { name: '提交意见' }).click()
  await window.getByRole('button', { name: '意见已提交' }).waitFor()
}

/** The secretariat ticks off who is there and opens the meeting. */
export async function openMeeting(window, book, meeting) {
  await go(window, book, `/meetings/${meeting}`)
  const seats = window.getByRole('checkbox')
  await seats.first().waitFor()
  for (const seat of await seats.all()) {
    await seat.click()
    await window.waitForFunction((box) => box.checked && !box.disabled, await seat.elementHandle())
  }
  await moveMeeting(window, '开会', '会议中')
}

/** Presses one of the meeting's buttons, says yes, and waits for the state that follows. */
export async function moveMeeting(window, verb, then) {
  await window.getByRole('button', { name: verb, exact: true }).click()
  await window.getByRole('dialog').getByRole('button', { name: verb, exact: true }).click()
  await window.getByText(then, { exact: true }).first().waitFor()
}

/** The secretariat closes the meeting and freezes its minutes; gives the check code that the page shows. */
export async function closeMeeting(window, book, meeting) {
  await go(window, book, `/meetings/${meeting}`)
  await moveMeeting(window, '闭会', '已闭会')
  await moveMeeting(window, '纪要定稿', '纪要已定稿')
  return window.locator('code').textContent()
}

/** A member votes from the own seat, on the motion with this title. */
export async function voteFromSeat(window, book, meeting, vote, dissent = '') {
  await go(window, book, `/meetings/${meeting}/seat`)
  await window.getByRole('heading', { name: '表决' }).waitFor()
  await window.getByRole('button', { name: vote, exact: true }).first().click()
  if (dissent) await window.getByLabel('不同意见').fill(dissent)
  await window.getByRole('button', { name: '投票', exact: true }).click()
  await window.getByRole('button', { name: `已投：${vote}` }).waitFor()
}

/** The secretariat records a show of hands on the projector: all seats that may vote agree, or all are against it for a reason. */
export async function showHands(window, book, meeting, title, against = '') {
  await go(window, book, `/meetings/${meeting}/screen`)
  await turnTo(window, title)
  await window.getByRole('button', { name: /^记录表决/ }).click()
  const dialog = window.getByRole('dialog')
  if (against) {
    const nays = dialog.getByText('不同意', { exact: true })
    for (let seat = 0; seat < (await nays.count()); seat++) {
      await nays.nth(seat).click()
      await dialog.getByLabel('不同意见').nth(seat).fill(against)
    }
  } else {
    await dialog.getByRole('button', { name: '其余都同意' }).click()
  }
  await dialog.getByRole('button', { name: /^记下/ }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** Turns the projector's pages until the motion with this title is shown. A page that is still being drawn is waited for: who turns on at once is past it. */
export async function turnTo(window, title) {
  await window.getByRole('heading', { level: 1 }).waitFor()
  const shown = window.getByRole('heading', { name: title })
  const next = window.getByRole('button', { name: /^下一案/ })
  const here = () => shown.waitFor({ timeout: 1000 }).then(() => true, () => false)
  for (let back = false; !(await here()); ) {
    back ||= await next.isDisabled()
    const before = window.url()
    await (back ? window.getByRole('button', { name: /^上一案/ }) : next).click()
    await window.waitForURL((url) => url.href !== before)
  }
}

/** The chair declares on the projector what the votes have carried. */
export async function declare(window, book, meeting) {
  await go(window, book, `/meetings/${meeting}/screen`)
  await window.getByRole('button', { name: /^通过/ }).click()
  await press(window.getByRole('dialog'), '宣布通过')
  await window.getByText('同意', { exact: true }).first().waitFor()
}

/** The maker puts all that can be paid into a batch and locks it; gives the batch's id. */
export async function makeBatch(window, book) {
  await go(window, book, '/funds/batches')
  await window.getByRole('button', { name: '新建批次' }).click()
  await window.getByRole('dialog').getByRole('button', { name: '新建', exact: true }).click()
  await window.waitForURL(/\/funds\/batches\/\w+/)
  await window.getByRole('button', { name: '锁定送审' }).click()
  await window.getByRole('button', { name: '撤回' }).waitFor()
  return new URL(window.url()).pathname.split('/')[3]
}

/** Presses the main button of a batch's page and waits for what the page then says. */
export async function stepBatch(window, book, batch, verb, then) {
  await go(window, book, `/funds/batches/${batch}`)
  await window.getByRole('button', { name: verb, exact: true }).click()
  await window.getByText(then, { exact: true }).first().waitFor()
}

/** The releaser downloads the file for the bank. */
export async function bankFile(window) {
  const [file] = await Promise.all([window.waitForEvent('download'), window.getByRole('link', { name: '下载代发文件' }).click()])
  return readFile(await file.path())
}

/** The bank's return file is taken in. */
export async function takeReturn(window, book, batch, answer, said) {
  await go(window, book, `/funds/batches/${batch}`)
  await window.getByRole('button', { name: '导入回盘文件' }).waitFor()
  await window.getByRole('region', { name: '银行回盘' }).locator('input[type=file]').setInputFiles({ name: '回盘.csv', mimeType: 'text/csv', buffer: Buffer.from(answer) })
  await window.getByText(said).first().waitFor()
}

/** A bank statement is taken in on a batch's page; `said` is what the page then answers. */
export async function takeStatement(window, book, batch, rows, said) {
  await go(window, book, `/funds/batches/${batch}`)
  const card = window.getByRole('region', { name: '对账' })
  await card.getByRole('button', { name: '导入银行流水' }).waitFor()
  const head = '交易日期,摘要,借方发生额,贷方发生额,对方账号,对方户名,流水号'
  const file = { name: `流水-${await book.today()}.csv`, mimeType: 'text/csv', buffer: Buffer.from(`${[head, ...rows].join('\n')}\n`) }
  await card.locator('input[type=file]').setInputFiles(file)
  await window.getByText(said).first().waitFor()
}

/** Somebody who explained nothing ends the comparison. */
export async function reconcile(window, book, batch) {
  await go(window, book, `/funds/batches/${batch}`)
  await window.getByRole('region', { name: '对账' }).getByRole('button', { name: '对账', exact: true }).click()
  await window.getByText('已对账', { exact: true }).first().waitFor()
}

/** The officer of the department that was asked says that the payee received the money. */
export async function confirmReceipt(window, book, confirmation) {
  await go(window, book, `/funds/confirmations/${confirmation}`)
  await window.getByRole('button', { name: '确认收到' }).click()
  await window.getByText('已确认收到', { exact: true }).first().waitFor()
}

/** The batch is closed. */
export async function closeBatch(window, book, batch) {
  await go(window, book, `/funds/batches/${batch}`)
  await window.getByRole('button', { name: '关闭批次' }).click()
  await window.getByText('已关闭', { exact: true }).first().waitFor()
}
