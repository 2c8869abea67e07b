import { expect, test } from 'vitest'
import { grouped, written } from './value'

const t = (key: string, params?: Record<string, string | number>) =>
  params ? `${key}(${Object.values(params).join()})` : key

test('values are written as people read them, exactly', () => {
  const of = (kind: string, value: string, unit = '') => written(value, { kind, unit }, t)
  expect(of('money', '49800')).toBe('49,800')
  expect(of('money', '1234567.5')).toBe('1,234,567.5')
  expect(of('limit', 'none')).toBe('policy.no_limit')
  expect(of('ratio', '0.6', 'of self-paid cost')).toBe('60%')
  expect(of('ratio', '0.585', 'of self-paid cost')).toBe('58.5%')
  expect(of('ratio', '2/3', 'of members')).toBe('2/3')
  expect(of('ratio', '2', '× standard')).toBe('2')
  expect(of('count', '30', 'working days')).toBe('30')
  expect(of('operator', '<=')).toBe('policy.at_most')
  expect(of('bands', '0:1,10000:2')).toBe('policy.band(0,1)policy.semicolonpolicy.band(10,000,2)')
  expect(of('list', 'none')).toBe('policy.none')
  expect(of('list', 'a,b')).toBe('apolicy.enumb')
  expect(grouped('abc')).toBe('abc')
})
