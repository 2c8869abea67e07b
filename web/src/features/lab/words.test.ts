import { expect, test } from 'vitest'
import { percent, short, signed, typed, untyped } from './words'

const share = { kind: 'ratio', unit: 'of self-paid cost' }
const limit = { kind: 'limit', unit: 'yuan/person/year' }

test('a share is typed as a percentage, digit by digit', () => {
  for (const [value, text] of [
    ['0.6', '60'],
    ['0.255', '25.5'],
    ['1', '100'],
    ['0.05', '5'],
    ['0', '0'],
  ] as const) {
    expect(typed(value, share)).toBe(text)
    expect(untyped(text, share)).toBe(value)
  }
  expect(untyped('65 %', share)).toBe('0.65')
  expect(typed('2/3', share)).toBe('2/3')
  expect(untyped('x', share)).toBeUndefined()
  expect(untyped('', share)).toBeUndefined()
})

test('amounts keep their digits; nothing is no limit', () => {
  expect(untyped('49,800', limit)).toBe('49800')
  expect(untyped('07.50', limit)).toBe('7.5')
  expect(untyped('', limit)).toBe('none')
  expect(typed('none', limit)).toBe('')
})

test('figures in few signs', () => {
  expect(percent('0.4299')).toBe('43.0%')
  expect(percent('')).toBe('—')
  expect(signed(-2_230_900)).toBe('−22,309')
  expect(short(9_308_506_930_0)).toBe('9.31 亿')
  expect(short(129_906_500)).toBe('129.9 万')
  expect(short(1_475_000)).toBe('14,750')
})
