// The steps of the main job over HTTP, each as the person whose step it is: for what a test needs but is not about.
import { deflateSync } from 'node:zlib'
import { application } from './people.mjs'

// Opens every account of the demo city (internal/app/demo).
export const password = 'Yice-demo-2020'

/** What the server refused: its status, its stable code and its sentence. */
export class Refused extends Error {
  constructor(status, problem, call) {
    super(`${call}: ${status} ${problem.code ?? ''} ${problem.detail ?? ''} ${JSON.stringify(problem.fields ?? [])}`)
    Object.assign(this, { status, code: problem.code, detail: problem.detail, fields: problem.fields })
  }
}

/** One person's calls. The session is opened anew when the demo's calendar has moved on. */
export class Person {
  constructor(book, login) {
    this.book = book
    this.login = login
    this.age = -1
  }

  async #session() {
    if (this.age === this.book.age) return
    const answer = await fetch(`${this.book.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: this.login, password }),
    })
    if (!answer.ok) throw new Refused(answer.status, await answer.json(), `sign-in ${this.login}`)
    this.cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    this.age = this.book.age
  }

  async fetch(method, path, body, headers = {}) {
    await this.#session()
    return fetch(`${this.book.url}/api/v1${path}`, {
      method,
      headers: { cookie: this.cookie, 'accept-language': 'zh-CN', ...(method === 'GET' ? {} : { 'idempotency-key': crypto.randomUUID() }), ...headers },
      body,
    })
  }

  async send(method, path, body) {
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    const answer = await this.fetch(method, path, body === undefined ? undefined : JSON.stringify(body), json)
    const text = await answer.text()
    const said = /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : text
    if (!answer.ok) throw new Refused(answer.status, said, `${this.login} ${method} ${path}`)
    return said
  }

  get = (path) => this.send('GET', path)
  post = (path, body = {}) => this.send('POST', path, body)
  put = (path, body = {}) => this.send('PUT', path, body)

  /** Sends a file and gives its id. */
  async upload(path, name, bytes, type) {
    const form = new FormData()
    form.append('file', new Blob([bytes], { type }), name)
    const answer = await this.fetch('POST', path, form)
    const said = await answer.json()
    if (!answer.ok) throw new Refused(answer.status, said, `${this.login} ${path}`)
    return said
  }

  picture = async (caseID, kind) => (await this.upload(`/files?case_id=${caseID}&kind=${kind}`, `${kind}.png`, png(), 'image/png')).id
}

let shade = 0

/** A small picture, another one each time. */
export function png(width = 60, height = 40) {
  const crc = (bytes) => {
    let c = ~0
    for (const byte of bytes) {
      c ^= byte
      for (let bit = 0; bit < 8; bit++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0)
    }
    return ~c >>> 0
  }
  const chunk = (name, data) => {
    const head = Buffer.alloc(4)
    head.writeUInt32BE(data.length)
    const body = Buffer.concat([Buffer.from(name), data])
    const tail = Buffer.alloc(4)
    tail.writeUInt32BE(crc(body))
    return Buffer.concat([head, body, tail])
  }
  const size = Buffer.alloc(13)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  size.set([8, 0, 0, 0, 0], 8)
  shade++
  const rows = Buffer.alloc((width + 1) * height, 230)
  for (let y = 0; y < height; y++) {
    rows[y * (width + 1)] = 0
    for (let x = 0; x < width; x++) if ((x * 7 + y * 3 + shade * 11) % 23 < 4) rows[y * (width + 1) + 1 + x] = 60 + (shade % 90)
  }
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', size), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

/** Everybody of the demo city, by login. */
export function staff(book) {
  const people = new Map()
  return (login) => {
    if (!people.has(login)) people.set(login, new Person(book, login))
    return people.get(login)
  }
}

// The people of the trade union's desk.
export const desk = { clerk: 'wangfang', officer: 'suntao', visitor: 'hejing', cadre: 'chenlixin', leader: 'liuzhuren' }

// Who asks a payee whether the money arrived, by the department that was drawn.
export const asker = { union: 'suntao', civil: 'gaoming', hr: 'songting', disabled: 'dongxue' }

/** The steps of the main job. `who(login)` acts; each step gives what the next one needs. */
export function steps(book, who = staff(book)) {
  const staffID = async (login) => (await who(login).get('/me')).user.staff_id
  const version = async (id, login) => (await who(login).get(`/cases/${id}`)).version
  const step = {
    enter: async (name, change, clerk = desk.clerk) => who(clerk).post('/cases', application(name, await book.today(), change)),

    async authorise(id, officer = desk.officer) {
      const { members } = await who(officer).get(`/cases/${id}/check`)
      for (const { person_id } of members.filter((member) => member.is_adult)) {
        await who(officer).post(`/cases/${id}/authorisations`, {
          person_id,
          text_version: '2018-1',
          signer: 'own',
          signed_on: await book.today(),
          channel: 'paper',
          file_id: await who(officer).picture(id, 'authorisation'),
        })
      }
    },

    async askCheck(id, officer = desk.officer) {
      const sources = ['social_insurance', 'vehicle']
      return who(officer).post(`/cases/${id}/checks`, { version: await version(id, officer), purpose: '困难家庭经济状况核对', sources })
    },

    async answerCheck(check) {
      const { request } = await who('hedui').get(`/checks/${check}`)
      for (const person_id of request.persons)
        for (const source of request.sources)
          await who('hedui').put(`/checks/${check}/answers`, { person_id, source, answered_on: await book.today(), records: [] })
    },

    async planVisit(id, kind = 'initial', visitors = [desk.visitor, desk.cadre], officer = desk.officer) {
      return who(officer).post(`/cases/${id}/visits`, { kind, planned_on: await book.today(), visitors: await Promise.all(visitors.map(staffID)) })
    },

    async propose(id, amount_fen = 300_000, officer = desk.officer) {
      return who(officer).post(`/cases/${id}/propose`, {
        version: await version(id, officer),
        text: '入户和核对情况属实，各项政策已用足仍有缺口，提请联席会研究。',
        proposals: [{ need: 'living', amount_fen, basis: '年上限 7,000 元' }],
      })
    },

    assess: async (id, officer = desk.officer) => who(officer).post(`/cases/${id}/assess`, { version: await version(id, officer) }),

    async prepare(held_on, period, kind = 'extraordinary') {
      return who('chenlixin').post('/meetings', {
        kind,
        period,
        held_on,
        held_at: '14:00',
        place: '市政府三楼会议室',
        chair_staff_id: await staffID('fushizhang'),
      })
    },

    meeting: (id, login = 'chenlixin') => who(login).get(`/meetings/${id}`),

    async open(id) {
      const { seats } = await step.meeting(id)
      await who('chenlixin').post(`/meetings/${id}/attendance`, {
        seats: seats.map((seat) => ({ seat_id: seat.id, present: true, staff_id: seat.staff_id, name: seat.name })),
      })
      return who('chenlixin').post(`/meetings/${id}/open`)
    },

    async vote(meeting, motion) {
      const { seats, motions } = await step.meeting(meeting)
      const { voices } = motions.find((other) => other.id === motion)
      const recused = new Set(voices.filter((voice) => voice.recused).map((voice) => voice.seat_id))
      const votes = seats.filter((seat) => seat.voting && !recused.has(seat.id)).map((seat) => ({ seat_id: seat.id, vote: 'yes' }))
      return who('chenlixin').post(`/motions/${motion}/votes`, { votes })
    },

    orders: async (id, login = 'fuxue') => (await who(login).get(`/funds/orders?case_id=${id}`)).items,

    /** A payment as a bank statement shows it. */
    statementRow: (on, line) => [on, '代发', (line.amount_fen / 100).toFixed(2), '', `************${line.last4}`, line.holder, line.bank_ref].join(','),

    /** The lines of a bank file as the bank answers them; `fails` names the account numbers that it refuses. */
    async bankAnswer(file, fails = []) {
      const [head, ...lines] = new TextDecoder('gb18030').decode(file).trim().split(/\r?\n/)
      const at = Object.fromEntries(head.split(',').map((title, place) => [title, place]))
      const on = await book.today()
      const rows = lines.map((line, place) => {
        const cell = line.split(',')
        const account = cell[at['账号']]
        const word = fails.includes(account) ? '失败,账号与户名不符' : '成功,'
        return [cell[at['序号']], account, cell[at['户名']], cell[at['金额']], word, `${on.replaceAll('-', '')}${String(place + 1).padStart(4, '0')}`, on].join(',')
      })
      return `序号,账号,户名,金额,状态,失败原因,流水号,日期\n${rows.join('\n')}\n`
    },
  }
  return step
}
