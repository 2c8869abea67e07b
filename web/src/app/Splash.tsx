import css from './shell.module.css'

/** Shown for a moment while the first page arrives. */
export function Splash() {
  return (
    <div className={css.splash} role="status">
      <span className={css.seal}>策</span>
    </div>
  )
}
