import { expect, test } from 'vitest'
import { parseYuan, yuan } from './money'

test('amounts are grouped, fen only when there are any', () => {
  expect(yuan(1980000)).toBe('19,800')
  expect(yuan(51667)).toBe('516.67')
  expect(yuan(41268000, { fen: true })).toBe('412,680.00')
  expect(yuan(-4860000)).toBe('−48,600')
  expect(yuan(5)).toBe('0.05')
  expect(yuan(0)).toBe('0')
})

test('typed amounts become fen without floating point', () => {
  expect(parseYuan('19,800.5')).toBe(1980050)
  expect(parseYuan('0.29')).toBe(29)
  expect(parseYuan('−3.10')).toBe(-310)
  expect(parseYuan('1.234')).toBeUndefined()
  expect(parseYuan('')).toBeUndefined()
  expect(parseYuan('一百')).toBeUndefined()
})
