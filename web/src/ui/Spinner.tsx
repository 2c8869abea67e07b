import css from './Spinner.module.css'

/** Turns in a button whose request is under way. It has no name of its own: the button's words say what is being done. */
export function Spinner() {
  return <span className={css.ring} aria-hidden />
}
