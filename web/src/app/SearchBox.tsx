import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useDeferredValue, useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { client, data } from '../api/http'
import type { Schemas } from '../api/schemas'
import { cx } from '../lib/cx'
import { useT } from '../lib/i18n'
import { usePhone } from '../lib/media'
import { paths } from '../lib/paths'
import { Icon } from '../ui/Icon'
import { StateTag } from '../ui/StateTag'
import css from './shell.module.css'

type Hit = Schemas['AidRow']

/** The one search box. Fewer than two characters ask nothing. "/" jumps here. */
export function SearchBox() {
  const t = useT()
  const phone = usePhone()
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(0)
  const asked = useDeferredValue(useSlow(text.trim()))
  const enough = [...asked].length >= 2
  const answer = useQuery({
    queryKey: ['search', asked],
    queryFn: ({ signal }) =>
      data(client.GET('/api/v1/cases', { signal, params: { query: { q: asked, limit: 8 } } })),
    enabled: enough,
    placeholderData: keepPreviousData,
    retry: false,
  })
  const hits: Hit[] = enough ? (answer.data?.items ?? []) : []
  const rest = enough ? (answer.data?.total ?? 0) - hits.length : 0

  useEffect(() => {
    const jump = (event: globalThis.KeyboardEvent) => {
      const busy =
        event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]')
      if (event.key !== '/' || busy) return
      event.preventDefault()
      input.current?.focus()
    }
    addEventListener('keydown', jump)
    return () => removeEventListener('keydown', jump)
  }, [])

  const go = (hit: Hit) => {
    setOpen(false)
    setText('')
    input.current?.blur()
    void navigate(hit.state === 'draft' ? paths.intakeEdit(hit.id) : paths.case(hit.id))
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, hits.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
    else if (event.key === 'Escape') setOpen(false)
    else if (event.key === 'Enter' && hits[at]) go(hits[at])
    else return
    event.preventDefault()
  }

  return (
    <search className={css.search}>
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        role="combobox"
        autoComplete="off"
        aria-label={t('app.search')}
        aria-expanded={open && hits.length > 0}
        aria-controls="hits"
        aria-activedescendant={open && hits[at] ? `hit-${at}` : undefined}
        placeholder={t(phone ? 'app.search_short' : 'app.search')}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
          setOpen(true)
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKey}
      />
      {open && text.trim() !== '' ? (
        <div className={css.hits}>
          <div id="hits" role="listbox" aria-label={t('app.search')}>
            {hits.map((hit, index) => (
              <div
                key={hit.id}
                id={`hit-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                className={cx(css.hit, index === at && css.hitOn)}
                onMouseDown={(event) => {
                  event.preventDefault()
                  go(hit)
                }}
              >
                <b>{hit.title}</b>
                <span className="sec">
                  {[hit.file_no, hit.area_name + hit.street].filter(Boolean).join(' ')}
                </span>
                <StateTag state={hit.state} />
              </div>
            ))}
          </div>
          {rest > 0 ? <p className={css.rest}>{t('app.search_rest', { n: rest })}</p> : null}
          {hits.length === 0 ? (
            <p role="status">
              {t(
                !enough
                  ? 'app.search_two'
                  : answer.isError
                    ? 'app.search_failed'
                    : answer.isPending
                      ? 'ui.loading'
                      : 'app.search_none',
              )}
            </p>
          ) : null}
        </div>
      ) : null}
    </search>
  )
}

/** The text a moment after the last letter. */
function useSlow(text: string): string {
  const [slow, setSlow] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(text), 200)
    return () => clearTimeout(timer)
  }, [text])
  return slow
}
