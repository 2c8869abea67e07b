// What every browser test starts from: a Yice server of its own, a browser, a page that fails the test on a script error.
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const env = process.env

// Set by scripts/browser-tests: the binary under test, the browser, and the PostgreSQL server of the second pass.
export const binary = env.YICE_BIN ?? new URL('../bin/yice', import.meta.url).pathname
export const postgres = env.YICE_TEST_POSTGRES ?? ''

// freePort is a port that nobody listens on, from this process's own stretch below those that the system hands out: neither a test
// beside this one nor an outgoing connection takes it before the server does, or while the server is started again.
export async function freePort() {
  for (let port = 10_000 + (process.pid % 1000) * 8; ; port++) {
    const server = createServer().listen(port, '127.0.0.1')
    const free = await new Promise((done) => server.once('listening', () => done(true)).once('error', () => done(false)))
    if (!free) continue
    await new Promise((done) => server.close(done))
    return port
  }
}

// newDatabase makes a database on the PostgreSQL server of the second pass, empty or a copy, and gives its address; '' on SQLite.
function newDatabase(copyOf = '') {
  if (postgres === '') return ''
  const address = new URL(postgres)
  const name = `e2e_${randomBytes(6).toString('hex')}`
  const template = copyOf === '' ? '' : ` TEMPLATE ${new URL(copyOf).pathname.slice(1)}`
  execFileSync('psql', [postgres, '--quiet', '--command', `CREATE DATABASE ${name}${template}`], { stdio: 'ignore' })
  address.pathname = `/${name}`
  return address.href
}

// start runs the binary until it is ready and gives a way to stop it.
async function start(args, database, address) {
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...env, YICE_DATABASE: database } })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said = (said + text).slice(-20000)))
  const gone = new Promise((done) => child.once('exit', done))
  const stop = async () => {
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await gone
    clearTimeout(late)
  }
  const url = `http://${address}`
  for (let tries = 0; tries < 1800 && child.exitCode === null; tries++) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok) return { url, stop, output: () => said }
    await new Promise((done) => setTimeout(done, 100))
  }
  await stop()
  throw new Error(`the server is not ready:\n${said}`)
}

// serve starts the binary with `args(address, folder)` on a fresh book and waits until it is ready; the test's end stops it.
export async function serve(t, args = (address, folder) => ['serve', '--listen', address, '--data', folder]) {
  const folder = await mkdtemp(join(tmpdir(), 'yice-e2e-'))
  const address = `127.0.0.1:${await freePort()}`
  const server = await start(args(address, folder), newDatabase(), address)
  t.after(async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })
  return { url: server.url, folder, output: server.output }
}

// makeCity writes the demo city into the folder, for demo to copy: telling it takes longer than most tests. Its calendar stands still
// at the moment at which it was left.
export async function makeCity(folder) {
  const database = newDatabase()
  const address = `127.0.0.1:${await freePort()}`
  const server = await start(['demo', '--listen', address, '--data', folder], database, address)
  await server.stop()
  const { real_ms, demo_ms } = JSON.parse(await readFile(join(folder, 'demo.json'), 'utf8'))
  const left = Date.now()
  await writeFile(join(folder, 'demo.json'), JSON.stringify({ real_ms: left, demo_ms: demo_ms + left - real_ms }))
  await writeFile(join(folder, 'database'), database)
}

// copyCity copies what makeCity has left and gives the copy's database; its calendar goes on from where it stood.
async function copyCity(from, folder) {
  await cp(from, folder, { recursive: true })
  const { demo_ms } = JSON.parse(await readFile(join(folder, 'demo.json'), 'utf8'))
  await writeFile(join(folder, 'demo.json'), JSON.stringify({ real_ms: Date.now(), demo_ms }))
  return newDatabase(await readFile(join(folder, 'database'), 'utf8'))
}

// demo serves the demo city, a copy of the one in YICE_E2E_CITY where scripts/browser-tests has made it. `later(days)` stops the
// server, moves its calendar on and starts it again, as if so many days had gone by: everybody has to sign in again, and what is due
// every morning is made up for at once.
export async function demo(t) {
  const folder = await mkdtemp(join(tmpdir(), 'yice-e2e-'))
  const database = env.YICE_E2E_CITY ? await copyCity(env.YICE_E2E_CITY, folder) : newDatabase()
  const anchor = join(folder, 'demo.json')
  const address = `127.0.0.1:${await freePort()}`
  const run = () => start(['demo', '--listen', address, '--data', folder], database, address)
  let server = await run()
  t.after(async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })
  return {
    folder,
    url: server.url,
    age: 0,
    output: () => server.output(),
    async now() {
      const { real_ms, demo_ms } = JSON.parse(await readFile(anchor, 'utf8'))
      return Date.now() - real_ms + demo_ms
    },
    async today(after = 0) {
      return new Date((await this.now()) + 8 * 3600_000 + after * 86_400_000).toISOString().slice(0, 10)
    },
    async later(days) {
      await server.stop()
      const tie = JSON.parse(await readFile(anchor, 'utf8'))
      await writeFile(anchor, JSON.stringify({ ...tie, demo_ms: tie.demo_ms + days * 86_400_000 }))
      server = await run()
      this.age++
    },
  }
}

// browser starts Chromium without its own traffic to the network. One browser serves a whole test file.
export async function browser(t) {
  const it = await chromium.launch({
    executablePath: env.YICE_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  t.after(() => it.close())
  return it
}

// page opens a window of one person's: its own cookies, Chinese, the size of a counter's screen.
export async function page(t, it, options = {}) {
  const context = await it.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1366, height: 768 }, ...options })
  context.setDefaultTimeout(20_000)
  const window = await context.newPage()
  shown.set(t, [...(shown.get(t) ?? []), window])
  const wrong = []
  window.on('response', async (answer) => {
    if (answer.status() >= 400) window.refusals = [...(window.refusals ?? []), `${answer.request().method()} ${answer.url()} ${await answer.text().catch(() => '')}`]
  })
  window.on('pageerror', (error) => wrong.push(error))
  t.after(async () => {
    await context.close()
    if (wrong.length > 0) throw wrong[0]
  })
  return window
}

const shown = new WeakMap() // the windows of each test

// story runs its stages in order; after one that fails, the others are left out, because each begins where the last ended.
// What everybody's window shows at that moment is kept in e2e/out/.
export function story(t) {
  let broken = false
  return (name, tell) =>
    t.test(name, { skip: broken && 'an earlier stage failed' }, async (stage) => {
      broken = true
      try {
        await tell(stage)
        broken = false
      } catch (error) {
        for (const [at, window] of (shown.get(t) ?? []).entries()) {
          for (const refusal of window.refusals?.slice(-3) ?? []) stage.diagnostic(refusal)
          await window.screenshot({ path: new URL(`out/${t.name.replaceAll(" ", "-")}-${at + 1}.png`, import.meta.url).pathname }).catch(() => {})
        }
        throw error
      }
    })
}
