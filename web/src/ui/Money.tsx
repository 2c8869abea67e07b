import { yuan } from '../lib/money'

interface Props {
  fen: number | null | undefined
  /** Always two decimals. */
  exact?: boolean
  strong?: boolean
}

/** An amount in yuan, grouped; its unit stands once in the head of the column. */
export function Money({ fen, exact, strong }: Props) {
  if (fen === null || fen === undefined) return <span className="aux">—</span>
  const text = yuan(fen, { fen: exact })
  return <span style={{ whiteSpace: 'nowrap', fontWeight: strong ? 600 : undefined }}>{text}</span>
}
