import { useT } from '../lib/i18n'
import css from './State.module.css'

const widths = ['62%', '88%', '74%', '91%', '55%', '80%', '68%', '84%']

/** Grey lines where the words will be; says so to those who cannot see them. */
export function Loading({ lines = 5 }: { lines?: number }) {
  const t = useT()
  return (
    <div className={css.wait} role="status" aria-label={t('ui.loading')}>
      {widths.slice(0, lines).map((width) => (
        <i key={width} style={{ width }} />
      ))}
    </div>
  )
}
