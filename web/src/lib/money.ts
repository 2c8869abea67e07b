// Money is whole fen everywhere; these functions only write it down.

/** 1980000 → "19,800"; fen are shown when there are any, or always with `fen`. */
export function yuan(amount: number, options: { fen?: boolean } = {}): string {
  const sign = amount < 0 ? '−' : ''
  const whole = Math.abs(Math.trunc(amount))
  const rest = whole % 100
  const head = String(Math.floor(whole / 100)).replace(/\B(?=(\d{3})+$)/g, ',')
  return sign + head + (rest !== 0 || options.fen ? `.${String(rest).padStart(2, '0')}` : '')
}

/** "19,800.5" → 1980050; undefined when it is no amount or has more than two decimals. */
export function parseYuan(text: string): number | undefined {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text.replace(/[,，\s]/g, '').replace('−', '-'))
  if (!match) return undefined
  const fen = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'))
  return match[1] ? -fen : fen
}
