import { language, type Translate } from '../../lib/i18n'
import type { Line } from './types'

/** The name of a parameter in the chosen language. */
export function nameOf(line: Pick<Line, 'zh' | 'en'>): string {
  return language() === 'zh-CN' ? line.zh : line.en
}

/** A word of the rules in the chosen language. */
export function wordOf(word: { zh: string; en: string }): string {
  return language() === 'zh-CN' ? word.zh : word.en
}

export function unitOf(unit: string, t: Translate): string {
  if (unit === '') return ''
  const key = `policy.unit_${unit
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')}`
  const word = t(key)
  return word === key ? unit : word
}

/** "650" → "650", "49800" → "49,800"; other texts stay. */
export function grouped(text: string): string {
  const [whole = '', rest] = text.split('.')
  if (!/^\d+$/.test(whole)) return text
  const head = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return rest === undefined ? head : `${head}.${rest}`
}

function word(code: string, t: Translate): string {
  const key = `policy.code_${code}`
  const text = t(key)
  return text === key ? code : text
}

/** A decimal or a fraction as a percentage, exactly: 0.6 → 60%, 2/3 → 2/3. */
function share(text: string): string {
  const match = /^(\d+)(?:\.(\d{1,4}))?$/.exec(text)
  if (!match) return text
  const digits = Number(match[1]) * 10_000 + Number((match[2] ?? '').padEnd(4, '0'))
  const percent = digits / 100
  return `${percent}%`
}

/** A value as people read it; the unit stands beside it. */
export function written(value: string, line: Pick<Line, 'kind' | 'unit'>, t: Translate): string {
  switch (line.kind) {
    case 'money':
      return grouped(value)
    case 'limit':
      return value === 'none' ? t('policy.no_limit') : grouped(value)
    case 'ratio':
      return line.unit.startsWith('of ') ? share(value) : value
    case 'operator':
      return t(value === '<=' ? 'policy.at_most' : 'policy.below')
    case 'list':
      return value === 'none'
        ? t('policy.none')
        : value
            .split(',')
            .map((code) => word(code, t))
            .join(t('policy.enum'))
    case 'tiers':
    case 'bands':
      return value
        .split(',')
        .map((part) => {
          const [from = '', what = ''] = part.split(':')
          return t(line.kind === 'tiers' ? 'policy.tier' : 'policy.band', {
            from: grouped(from),
            what: line.kind === 'tiers' ? share(what) : what,
          })
        })
        .join(t('policy.semicolon'))
    case 'text':
      return word(value, t)
  }
  return value
}

/** Whether the value is a number that belongs at the right. */
export function isFigure(line: Pick<Line, 'kind'>): boolean {
  return ['money', 'limit', 'ratio', 'count'].includes(line.kind)
}
