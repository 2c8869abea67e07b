import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { DecideDialog } from './DecideDialog'
import { meetingQuery, sheetQuery } from './queries'
import { ScreenFoot } from './ScreenFoot'
import { ScreenHead } from './ScreenHead'
import { ScreenOpinions } from './ScreenOpinions'
import { ScreenTop } from './ScreenTop'
import css from './screen.module.css'
import type { Motion, Result, View } from './types'
import { VoteDialog } from './VoteDialog'

/** The meeting on the projector: one motion a screen, driven by the keyboard. */
export default function ScreenPage() {
  const t = useT()
  const { id = '' } = useParams()
  const view = useQuery(meetingQuery(id))
  useEffect(() => {
    document.title = t('meetings.screen')
  }, [t])
  return (
    <div className={css.screen}>
      {view.data ? (
        <Slides view={view.data} />
      ) : view.isPending ? (
        <Loading lines={8} />
      ) : (
        <ErrorState error={view.error} onRetry={() => void view.refetch()} />
      )}
    </div>
  )
}

export type Open = Result | 'votes' | undefined

function Slides({ view }: { view: View }) {
  const t = useT()
  const [search, setSearch] = useSearchParams()
  const [open, setOpen] = useState<Open>()
  const navigate = useNavigate()
  const motions = view.motions
  const first = motions.findIndex((motion) => motion.state === 'open')
  const asked = Number(search.get('no'))
  const found = motions.findIndex((motion) => motion.no === asked)
  const index = found >= 0 ? found : Math.max(0, first)
  const motion = motions[index]
  const go = (to: number) => {
    const next = motions[Math.min(Math.max(to, 0), motions.length - 1)]
    if (next) setSearch({ no: `${next.no}` }, { replace: true })
  }
  const leave = () => void navigate(paths.meeting(view.meeting.id))
  useAhead(motions[index + 1])
  useKeys(open === undefined, motion, {
    next: () => go(index + 1),
    back: () => go(index - 1),
    leave,
    open: setOpen,
  })
  if (!motion) return <p className={css.nothing}>{t('meetings.agenda_none')}</p>
  return (
    <>
      <ScreenHead view={view} index={index} go={go} leave={leave} />
      <Slide view={view} motion={motion} />
      <ScreenFoot view={view} motion={motion} index={index} go={go} open={setOpen} />
      {open === 'votes' ? (
        <VoteDialog view={view} motion={motion} onClose={() => setOpen(undefined)} />
      ) : open ? (
        <DecideDialog
          motion={motion}
          result={open}
          onClose={() => setOpen(undefined)}
          onDone={() => {
            setOpen(undefined)
            if (index < motions.length - 1) go(index + 1)
          }}
        />
      ) : null}
    </>
  )
}

function Slide({ view, motion }: { view: View; motion: Motion }) {
  const t = useT()
  const sheet = useQuery({ ...sheetQuery(motion.id), enabled: motion.shown })
  if (!motion.shown) return <p className={css.nothing}>{t('meetings.not_yours')}</p>
  const story = sheet.data?.motion.id === motion.id ? sheet.data.story : null
  return (
    <>
      <ScreenTop motion={motion} story={story} />
      <ScreenOpinions view={view} motion={motion} story={story} />
    </>
  )
}

/** Reads the next motion ahead, so that turning the page shows it at once. */
function useAhead(motion: Motion | undefined) {
  const queries = useQueryClient()
  const id = motion?.shown ? motion.id : undefined
  useEffect(() => {
    if (id) void queries.prefetchQuery(sheetQuery(id))
  }, [queries, id])
}

interface Handlers {
  next: () => void
  back: () => void
  leave: () => void
  open: (what: Open) => void
}

/** → ← turn the page, Enter agrees, D defers, A changes, N rejects, V records votes, F fills the screen, Esc leaves. */
function useKeys(on: boolean, motion: Motion | undefined, handlers: Handlers) {
  useEffect(() => {
    if (!on) return
    const decides = motion?.can.includes('decide') ?? false
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const inControl =
        event.target instanceof HTMLElement && event.target.closest('button, a, input, textarea')
      const does = keys(
        event.key.toLowerCase(),
        decides,
        motion?.can.includes('record_vote') ?? false,
        handlers,
      )
      if (!does || (inControl && event.key === 'Enter')) return
      event.preventDefault()
      does()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  })
}

function keys(key: string, decides: boolean, records: boolean, to: Handlers): (() => void) | undefined {
  switch (key) {
    case 'arrowright':
    case 'pagedown':
      return to.next
    case 'arrowleft':
    case 'pageup':
      return to.back
    case 'escape':
      return document.fullscreenElement ? undefined : to.leave
    case 'f':
      return () =>
        void (document.fullscreenElement
          ? document.exitFullscreen()
          : document.documentElement.requestFullscreen())
    case 'v':
      return records ? () => to.open('votes') : undefined
  }
  const results: Record<string, Result> = {
    enter: 'agreed',
    a: 'agreed_changed',
    d: 'deferred',
    n: 'rejected',
  }
  const result = results[key]
  return result && decides ? () => to.open(result) : undefined
}
