import { cx } from '../lib/cx'
import { useT } from '../lib/i18n'
import { yuan } from '../lib/money'
import css from './MoneyBar.module.css'

export interface BarPart {
  label: string
  fen: number
  /** A colour of tokens.css, e.g. var(--c-blue1). */
  color: string
}

interface Props {
  parts: BarPart[]
  /** What the whole bar stands for; without it the parts fill the bar. */
  whole?: number
  thin?: boolean
  /** Shows label and amount of every part below. */
  legend?: boolean
  label: string
}

/** Amounts side by side in one bar, zero-based. */
export function MoneyBar({ parts, whole, thin, legend, label }: Props) {
  const t = useT()
  const sum = parts.reduce((total, part) => total + part.fen, 0)
  const rest = Math.max(0, (whole ?? sum) - sum)
  const said = label + t('ui.says') + parts.map((part) => `${part.label} ${yuan(part.fen)}`).join(t('ui.and'))
  return (
    <>
      <div className={cx(css.bar, thin && css.thin)} role="img" aria-label={said}>
        {parts.map((part) =>
          part.fen > 0 ? (
            <i key={part.label} style={{ flex: `${part.fen} 0 0`, background: part.color }} />
          ) : null,
        )}
        {rest > 0 ? <i style={{ flex: `${rest} 0 0` }} /> : null}
      </div>
      {legend ? (
        <ul className={css.key}>
          {parts.map((part) => (
            <li key={part.label}>
              <Dot color={part.color} />
              {part.label}
              <b>{yuan(part.fen)}</b>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}

export function Dot({ color }: { color: string }) {
  return <span className={css.dot} style={{ background: color }} aria-hidden />
}
