import { type ReactNode, useEffect } from 'react'
import { keepLanguage, setLanguage, useLanguage, useT } from '../lib/i18n'
import css from './auth.module.css'

interface Props {
  title: string
  note: string
  /** Shows the language switch. */
  wide?: boolean
  children: ReactNode
}

export function AuthScreen({ title, note, wide, children }: Props) {
  const t = useT()
  const language = useLanguage()
  const other = language === 'en' ? 'zh-CN' : 'en'
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`
  }, [title, t])
  return (
    <main className={css.screen}>
      <div className={css.box}>
        <div className={css.brand}>
          <span className={css.seal} aria-hidden>
            策
          </span>
          <div>
            <h1>{title}</h1>
            <p>{note}</p>
          </div>
        </div>
        {children}
        {wide ? (
          <div className={css.foot}>
            <span>{t('auth.help')}</span>
            <button
              type="button"
              className={css.plain}
              lang={other}
              onClick={() => {
                keepLanguage(other)
                void setLanguage(other)
              }}
            >
              {t('app.other_language')}
            </button>
          </div>
        ) : null}
      </div>
    </main>
  )
}
