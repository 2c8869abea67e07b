import { expect, test } from 'vitest'
import { addDays, daysBetween, dueGroup, fullDate, instant, monthDay, shortDate, weekday } from './dates'

test('days are counted by date', () => {
  expect(daysBetween('2020-12-17', '2020-12-24')).toBe(7)
  expect(daysBetween('2020-12-17', '2020-12-15')).toBe(-2)
  expect(addDays('2020-02-28', 2)).toBe('2020-03-01')
  expect(weekday('2020-12-17')).toBe(4)
})

test('a deadline falls into overdue, today, this week, next week or later', () => {
  const today = '2020-12-17' // a Thursday
  expect(dueGroup('2020-12-16', today)).toBe('overdue')
  expect(dueGroup('2020-12-17', today)).toBe('today')
  expect(dueGroup('2020-12-20', today)).toBe('week')
  expect(dueGroup('2020-12-21', today)).toBe('next_week')
  expect(dueGroup('2020-12-27', today)).toBe('next_week')
  expect(dueGroup('2020-12-28', today)).toBe('later')
})

test('dates are written short in lists and long in papers', () => {
  expect(shortDate('2020-12-07', '2020-12-17')).toBe('12-07')
  expect(shortDate('2019-12-07', '2020-12-17')).toBe('2019-12-07')
  expect(monthDay('2020-12-07')).toBe('12月7日')
  expect(fullDate('2020-12-07')).toBe('2020年12月7日')
  expect(instant(Date.parse('2020-12-17T00:30:00Z'))).toEqual({ date: '2020-12-17', time: '08:30' })
})
