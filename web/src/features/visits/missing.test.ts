import { describe, expect, it } from 'vitest'
import { lacks, stepsOf } from './missing'
import type { VisitDetail, VisitRecord } from './types'

const detail = (kind: string) =>
  ({
    visit: {
      kind,
      visitors: [
        { staff_id: 's1', name: '陈立新' },
        { staff_id: 's2', name: '何静' },
      ],
    },
    members: [
      { id: 'p1', name: '荆小梅', is_minor: false, relation: '01' },
      { id: 'p2', name: '周小天', is_minor: true, relation: '20' },
    ],
    relatives: [],
  }) as unknown as VisitDetail

const whole: VisitRecord = {
  started_at: 1,
  place: '家中',
  respondent: '荆小梅',
  relation: '本人',
  staff_relative: 'no',
  dwelling: { type: '1', condition: 'poor' },
  living: { food: '简单' },
  changes: { same: true },
  members: [
    { person_id: 'p1', present: true, file_id: 'f' },
    { person_id: 'p2', present: true },
  ],
  photos: [{ file_id: 'f' }],
  signatures: [
    { staff_id: 's1', file_id: 'f' },
    { staff_id: 's2', file_id: 'f' },
  ],
  conclusion: '属实',
  advice: 'keep',
  advice_reason: '稳定',
}

const codes = (kind: string, change: Partial<VisitRecord>) =>
  lacks(detail(kind), { ...whole, ...change }).map((one) => one.code + (one.name ? `:${one.name}` : ''))

describe('what a visit form lacks', () => {
  it('is nothing when all is there', () => {
    for (const kind of ['initial', 'revisit', 'after_exit']) expect(codes(kind, {})).toEqual([])
  })
  it('names the one who has not signed, or how many', () => {
    expect(codes('initial', { signatures: [{ staff_id: 's1', file_id: 'f' }] })).toEqual(['signature:何静'])
    expect(codes('initial', { signatures: [] })).toEqual(['signatures:2'])
  })
  it('wants a witness when somebody refuses', () => {
    const members = [{ person_id: 'p1', present: true, refused: true }]
    expect(codes('initial', { members })).toEqual(['witness:荆小梅'])
    expect(codes('initial', { members: [] })).toEqual(['present'])
  })
  it('asks by the kind of visit', () => {
    expect(codes('initial', { dwelling: {}, living: {} })).toEqual(['dwelling', 'condition', 'living'])
    expect(codes('revisit', { changes: {}, advice_reason: '' })).toEqual(['changes', 'advice_reason'])
    expect(codes('after_exit', { advice: 'relapse' })).toEqual(['relapse'])
    expect(codes('initial', { staff_relative: 'yes' })).toEqual(['register'])
    expect(stepsOf('initial')).toHaveLength(5)
  })
})
