import { expect, test } from 'vitest'
import {
  actionsOf,
  ageOf,
  briefly,
  capsShown,
  costOf,
  economyOf,
  lateness,
  lineKind,
  mainAction,
  marked,
  paidOf,
  paperGroups,
  planShown,
  progressOf,
  shortened,
  verbOf,
} from './derive'
import type { Book, CapUse, CaseFile, Measure, PlanSheet } from './types'

const bill = (part: object) => ({
  basic_fen: 0,
  serious_fen: 0,
  medical_aid_fen: 0,
  mutual_fen: 0,
  commercial_fen: 0,
  earlier_fen: 0,
  self_fen: 0,
  total_fen: 0,
  ...part,
})

function file(part: object = {}, details: object = {}, rest: object = {}): CaseFile {
  return {
    book: {
      case: { can: [], state: 'accepted', prior_on: '', assessment_id: '', opinion_on: '', ...part },
      details: { bills: [], amounts: [], flags: [], ...details },
      questions: [],
      papers: [],
      ...rest,
    } as unknown as Book,
    check: undefined,
    plan: undefined,
    visits: undefined,
  }
}

test('the parts of the cost add up to the total, and what nobody paid is left out', () => {
  const { book } = file(
    {},
    {
      bills: [bill({ total_fen: 70, basic_fen: 40, self_fen: 30 }), bill({ total_fen: 5, mutual_fen: 5 })],
    },
  )
  const cost = costOf(book)
  expect(cost?.total_fen).toBe(75)
  expect(cost?.parts.map((part) => [part.code, part.amount_fen])).toEqual([
    ['basic', 40],
    ['mutual', 5],
    ['family', 30],
  ])
  expect(costOf(file().book)).toBeNull()
})

test('income and rigid expenditure are summed apart', () => {
  const amounts = [
    { side: 'income', year_fen: 5 },
    { side: 'income', year_fen: 6 },
    { side: 'rigid', year_fen: 2 },
  ]
  expect(economyOf(file({}, { amounts }).book)).toEqual({ income_fen: 11, rigid_fen: 2 })
})

test('marked words are strong', () => {
  expect(marked('共 **750** 元')).toEqual([
    { text: '共 ', strong: false },
    { text: '750', strong: true },
    { text: ' 元', strong: false },
  ])
})

test('an age counts birthdays', () => {
  expect(ageOf('1979-06-15', '2020-06-14')).toBe(40)
  expect(ageOf('1979-06-15', '2020-06-15')).toBe(41)
  expect(ageOf('', '2020-06-15')).toBeNull()
})

test('the first opinion goes step by step', () => {
  const can = ['prior', 'assess', 'propose', 'publish_notice', 'decline']
  const at = (facts: object) => mainAction(file({ state: 'first_opinion', can, ...facts }))
  expect(at({})).toBe('prior')
  expect(at({ prior_on: '2020-05-01' })).toBe('assess')
  expect(at({ prior_on: '2020-05-01', assessment_id: 'a' })).toBe('propose')
  expect(at({ prior_on: '2020-05-01', assessment_id: 'a', opinion_on: '2020-05-02' })).toBe('publish_notice')
})

test('only what can be done now is offered', () => {
  expect(actionsOf(file({ can: ['answer', 'waive_flag', 'dismiss_objection', 'unknown'] }))).toEqual([
    'resolve_objection',
  ])
  expect(actionsOf(file({ can: ['answer'] }, {}, { questions: [{ answered_at: 0 }] }))).toEqual(['answer'])
  expect(mainAction(file({ state: 'withdrawn' }))).toBeUndefined()
})

test('small readings', () => {
  expect(lateness('2020-12-16', '2020-12-17')).toBe('late')
  expect(lateness('2020-12-19', '2020-12-17')).toBe('soon')
  expect(lateness('2020-12-29', '2020-12-17')).toBe('calm')
  expect(lineKind('aid.submit')).toBe('mark')
  expect(lineKind('aid.edit')).toBe('plain')
  const papers = [
    { kind: 'a', state: 'given' },
    { kind: 'b', state: 'given' },
    { kind: 'b', state: 'given' },
    { kind: 'c', state: 'asked' },
  ]
  expect(paperGroups(file({}, {}, { papers }).book)).toEqual([
    { kind: 'b', count: 2 },
    { kind: 'a', count: 1 },
  ])
})

test('the card leaves out uploads and repeated words', () => {
  const line = (action: string, text: string) => ({ at: 1, action, text, who: '', org_name: '', reason: '' })
  const all = [
    line('task.late', 'late'),
    line('task.late', 'late'),
    line('file.send', 'up'),
    line('aid.submit', 'in'),
  ]
  expect(briefly(all).map((one) => one.text)).toEqual(['late', 'in'])
})

test('what was paid lowers what the family bears, promises do not', () => {
  const sheet = {
    awards: [
      {
        purpose: 'medical',
        measure_id: 'm1',
        instalments: [
          { state: 'paid', amount_fen: 10 },
          { state: 'waiting', amount_fen: 90 },
        ],
      },
      { purpose: 'living', measure_id: 'm2', instalments: [{ state: 'paid', amount_fen: 4 }] },
    ],
    plans: [
      { state: 'approved', number: 1 },
      { state: 'draft', number: 2 },
    ],
  } as unknown as PlanSheet
  expect(paidOf(sheet)).toBe(14)
  const { book } = file({}, { bills: [bill({ total_fen: 70, basic_fen: 40, self_fen: 30 })] })
  expect(costOf(book, sheet)?.parts.map((part) => [part.code, part.amount_fen])).toEqual([
    ['basic', 40],
    ['aid', 10],
    ['family', 20],
  ])
  expect(planShown(sheet)?.number).toBe(2)
  const measure = (part: object) => ({ id: 'm9', state: 'planned', due_on: '2020-12-31', ...part }) as Measure
  expect(progressOf(measure({ id: 'm2' }), sheet, '2020-12-17')).toBe('done')
  expect(progressOf(measure({ id: 'm1' }), sheet, '2020-12-17')).toBe('doing')
  expect(progressOf(measure({ due_on: '2020-12-01' }), sheet, '2020-12-17')).toBe('late')
  expect(progressOf(measure({}), sheet, '2020-12-17')).toBe('planned')
})

test('unused caps take one line a purpose', () => {
  const cap = (purpose: string, person_id: string, used_fen: number) =>
    ({ purpose, person_id, used_fen }) as CapUse
  const caps = [
    cap('living', '', 0),
    cap('medical', 'a', 9),
    cap('medical', 'b', 0),
    cap('study', 'a', 0),
    cap('study', 'b', 0),
  ]
  expect(capsShown(caps).map((one) => one.purpose + one.person_id)).toEqual(['living', 'medicala', 'studya'])
})

test('long words end at a sentence', () => {
  expect(shortened('短。', 10)).toBe('短。')
  expect(shortened('一二三四五六七。九十一二', 10)).toBe('一二三四五六七。')
  expect(shortened('一二三四五六七八九十一二', 10)).toBe('一二三四五六七八九十…')
})

test('a visit is called what it is for', () => {
  expect(verbOf('assess', file())).toBe('do_assess')
  expect(verbOf('visit', file({ state: 'visiting' }))).toBe('do_book_visit')
  expect(
    verbOf('visit', { ...file({ state: 'revisit_due' }), visits: { visits: [{ is_open: true }] } as never }),
  ).toBe('do_go_revisit')
})
