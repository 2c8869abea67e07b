// What people do with the pages: sign in, take an action of a case, fill a dialog in, read what is shown.
import assert from 'node:assert/strict'
import { password, png } from './api.mjs'
import { page } from './kit.mjs'

/** The windows of several people, one each, kept from step to step. `as(login)` gives that person's, signed in. */
export function windows(t, book, it, options = {}) {
  const all = new Map()
  return async function as(login, more = {}) {
    const key = login + JSON.stringify(more)
    let one = all.get(key)
    if (!one) all.set(key, (one = { window: await page(t, it, { ...options, ...more }), age: -1 }))
    if (one.age !== book.age) {
      await signIn(one.window, book, login)
      one.age = book.age
    }
    return one.window
  }
}

export async function signIn(window, book, login) {
  await window.context().clearCookies()
  await window.goto(`${book.url}/sign-in`)
  await window.getByLabel('账号').fill(login)
  await window.getByLabel('密码', { exact: true }).fill(password)
  await window.getByRole('button', { name: '登录' }).click()
  await window.getByRole('navigation', { name: '主导航' }).waitFor()
}

export const go = (window, book, path) => window.goto(book.url + path)

/** Opens a household's page. */
export async function casebook(window, book, id) {
  await go(window, book, `/casebook/${id}`)
  await window.getByText('下一步', { exact: true }).waitFor()
}

/** Takes an action of the household's page: the red button, or one of the others. */
export async function act(window, name) {
  const main = window.getByRole('button', { name, exact: true })
  const more = window.getByRole('button', { name: /^(其他.*|办理)$/ })
  await main.or(more).first().waitFor()
  const item = window.getByRole('menuitem', { name, exact: true })
  if (!(await main.count())) {
    await more.first().click()
    // What another room offers, such as the plan, may come a moment later and be the red button then.
    await main.or(item).first().waitFor()
  }
  await ((await item.count()) ? item : main).first().click()
  const dialog = window.getByRole('dialog')
  await dialog.waitFor()
  return dialog
}

/** Chooses from a drop-down list by its name with the keys: the list may stand where something still unfolds, and a click would miss. */
export async function pick(window, name, option) {
  const box = window.getByRole('combobox', { name })
  const list = window.locator('.ant-select-dropdown:visible')
  const item = list.locator('.ant-select-item-option', { hasText: option })
  const taken = async () => (await window.locator('.ant-select', { has: box }).filter({ hasText: option }).count()) > 0
  // The list may move between press and release while the page around it grows: then its neighbour is chosen, or nothing.
  for (let tries = 0; tries < 5; tries++) {
    await until(async () => !(await list.count())) // the one before folds away
    await box.focus()
    await until(async () => {
      if (!(await item.count())) await box.press('ArrowDown')
      return item.count()
    })
    await item.first().click()
    for (let waits = 0; waits < 10; waits++) {
      if (await taken()) return
      await new Promise((done) => setTimeout(done, 100))
    }
    if (await list.count()) await box.press('Escape')
  }
  assert.fail(`${option} was not chosen`)
}

/** Chooses from a drop-down list by its label. */
export async function choose(place, label, option) {
  const box = place.getByLabel(new RegExp(`^${label}\\s*\\*?$`)).first()
  await box.click()
  const item = box.page().locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: option }).first()
  await item.click()
  // The list may move between press and release while the page around it grows: then nothing is chosen, and the list stays.
  const taken = async () => !(await item.isVisible()) || /-option-selected/.test(await item.getAttribute('class', { timeout: 1000 }).catch(() => '-option-selected'))
  for (let tries = 0; tries < 5 && !(await taken()); tries++) {
    await new Promise((done) => setTimeout(done, 200))
    if (!(await taken())) await item.click({ timeout: 2000 }).catch(() => {})
  }
}

/** Presses a dialog's button and waits until it is gone. */
export async function press(dialog, name) {
  await dialog.getByRole('button', { name, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

export const attach = (place, name) =>
  place.locator('input[type=file]').first().setInputFiles({ name, mimeType: 'image/png', buffer: png() })

/** The state that the household's page shows. */
export async function shows(window, text) {
  await window.getByText(text, { exact: true }).first().waitFor({ timeout: 15_000 })
}

/** Draws a signature. */
export async function sign(window, canvas) {
  await canvas.scrollIntoViewIfNeeded()
  let box = null
  for (let last = ''; last === '' || last !== JSON.stringify(box); ) {
    last = JSON.stringify(box) // a dialog grows while it opens
    await window.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    box = await canvas.boundingBox()
  }
  assert(box, 'the signature pad is shown')
  await window.mouse.move(box.x + 20, box.y + box.height / 2)
  await window.mouse.down()
  for (let x = 30; x < Math.min(box.width, 200); x += 10) await window.mouse.move(box.x + x, box.y + box.height * (0.3 + 0.4 * ((x / 10) % 2)))
  await window.mouse.up()
}

/** Waits for something that a job does in the background. */
export async function until(happened, seconds = 30) {
  for (let tries = 0; tries < seconds * 4; tries++) {
    if (await happened()) return
    await new Promise((done) => setTimeout(done, 250))
  }
  throw new Error(`it did not happen in ${seconds} s`)
}
