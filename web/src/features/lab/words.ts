import { language, type Translate } from '../../lib/i18n'
/** How a parameter is written. */
export interface Kind {
  kind: string
  unit: string
}

export const nameOf = (one: { label: { zh: string; en: string } }): string =>
  language() === 'zh-CN' ? one.label.zh : one.label.en

/** A version of a rule set with its number. */
export const wordingOf = (
  one: { title: { zh: string; en: string }; name: string; version: number },
  t: Translate,
): string => t('lab.wording', { name: nameOf({ label: one.title }) || one.name, n: one.version })

/** Ratios of something are written as percentages, multiples as they are. */
const isShare = (of: Kind) => of.kind === 'ratio' && of.unit.startsWith('of ')

/** Moves the decimal point of a plain decimal; other texts stay. */
function shift(text: string, places: number): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!match) return text
  const digits = (match[2] ?? '') + (match[3] ?? '')
  const point = (match[2] ?? '').length + places
  const padded = digits.padStart(1 - Math.min(point, 1) + digits.length, '0').padEnd(Math.max(point, 0), '0')
  const at = Math.max(point, 1)
  const whole = padded.slice(0, at).replace(/^0+(?=\d)/, '')
  const rest = padded.slice(at).replace(/0+$/, '')
  return (match[1] ?? '') + whole + (rest ? `.${rest}` : '')
}

/** What stands in the field: 0.6 as 60, 49800 as 49800, none as nothing. */
export function typed(value: string, of: Kind): string {
  if (value === 'none') return ''
  return isShare(of) ? shift(value, 2) : value
}

/** The other way; undefined when it is no number. An empty field of a limit is none. */
export function untyped(text: string, of: Kind): string | undefined {
  const plain = text.replace(/[,，\s%％]/g, '')
  if (plain === '') return of.kind === 'limit' ? 'none' : undefined
  if (!/^\d{1,9}(\.\d{1,4})?$/.test(plain)) return undefined
  return isShare(of) ? shift(plain, -2) : shift(plain, 0)
}

const grouped = (text: string) => text.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','))

/** A value as people read it. */
export function written(value: string, of: Kind, t: Translate): string {
  if (value === '') return '—'
  if (value === 'none') return t('lab.no_limit')
  if (isShare(of)) return `${typed(value, of)}%`
  return grouped(value)
}

export function unitOf(of: Kind, t: Translate): string {
  if (isShare(of)) return '%'
  if (of.unit.startsWith('×')) return t('lab.unit_times')
  if (of.kind === 'money' || of.kind === 'limit') return t('lab.unit_yuan')
  if (of.unit === '') return ''
  const key = `lab.unit_${of.unit.replace(/[^a-z]+/g, '_')}`
  const word = t(key)
  return word === key ? of.unit : word
}

/** "0.4123" → "41.2%", exactly from the digits; nothing for nothing. */
export function percent(share: string): string {
  const match = /^(-?)(\d+)\.(\d{4})$/.exec(share)
  if (!match) return '—'
  const all = Number(`${match[2]}${match[3]}`)
  return `${match[1]}${(Math.round(all / 10) / 10).toFixed(1)}%`
}

/** Signed and grouped yuan without fen. */
export function signed(fen: number): string {
  if (fen === 0) return '0'
  const whole = Math.round(Math.abs(fen) / 100).toLocaleString('en')
  return `${fen > 0 ? '+' : '−'}${whole}`
}

/** Long sums in few signs: 9,308,507 yuan → 930.9 万, in English 9.31m. */
export function short(fen: number): string {
  const sign = fen < 0 ? '−' : ''
  const n = Math.abs(fen) / 100
  if (language() === 'zh-CN') {
    if (n >= 1e8) return `${sign}${(n / 1e8).toFixed(2)} 亿`
    if (n >= 1e5) return `${sign}${(n / 1e4).toFixed(1)} 万`
  } else {
    if (n >= 1e6) return `${sign}${(n / 1e6).toFixed(2)}m`
    if (n >= 1e5) return `${sign}${(n / 1e3).toFixed(0)}k`
  }
  return sign + Math.round(n).toLocaleString('en')
}

/** A number of households in few signs: 17,461 → 1.7 万 / 17.5k. */
export function few(n: number): string {
  if (n < 10_000) return String(n)
  return language() === 'zh-CN' ? `${(n / 1e4).toFixed(1)}万` : `${(n / 1e3).toFixed(0)}k`
}
