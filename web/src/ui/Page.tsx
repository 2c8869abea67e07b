import { type ReactNode, useEffect } from 'react'
import { Link } from 'react-router'
import { cx } from '../lib/cx'
import { useT } from '../lib/i18n'
import { Icon } from './Icon'
import css from './layout.module.css'

interface Props {
  title: string
  /** One short sentence beside the title. */
  note?: ReactNode
  /** Buttons at the right; the main one last. */
  actions?: ReactNode
  /** Where "back" leads. */
  back?: string
  /** The page fills the window and its cards scroll inside. */
  fit?: boolean
  /** The title is in the window's name only; the page draws its own head. */
  bare?: boolean
  children: ReactNode
}

export function Page({ title, note, actions, back, fit, bare, children }: Props) {
  const t = useT()
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`
  }, [title, t])
  return (
    <div className={cx(css.page, fit && css.fit)}>
      {bare ? null : (
        <div className={css.head}>
          {back ? (
            <Link to={back} className={css.back}>
              <Icon name="left" />
              {t('ui.back')}
            </Link>
          ) : null}
          <h1>{title}</h1>
          {note ? <span className="sec">{note}</span> : null}
          {actions ? <div className={css.actions}>{actions}</div> : null}
        </div>
      )}
      {children}
    </div>
  )
}
