import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { type ApiError, asApiError } from '../../api/errors'
import { newKey } from '../../api/http'
import { useMe } from '../../auth/session'
import { dropDraft, readDraft, saveDraft } from '../../lib/drafts'
import { completeVisit, saveRecord, visitKeys } from './queries'
import type { VisitDetail, VisitRecord } from './types'

/** typing: not kept yet · here: on this phone only · sent: on the server too · failed: the server said no */
export type SaveState = 'sent' | 'typing' | 'here' | 'failed'

interface Kept {
  version: number
  record: VisitRecord
}

const LOCAL_AFTER = 300
const SERVER_AFTER = 1500
const TRY_AGAIN = 8000

/**
 * The form's content, kept twice: on this phone at once, on the server a moment later and again when the network is
 * back. What is on the phone counts as long as nobody else has written to the server meanwhile.
 */
export function useRecord(detail: VisitDetail) {
  const queries = useQueryClient()
  const key = `${useMe().user.id}.visit.${detail.visit.id}`
  const [start] = useState(() => begin(key, detail))
  const [record, setRecord] = useState<VisitRecord>(start.record)
  const [save, setSave] = useState<SaveState>(start.unsent ? 'here' : 'sent')
  const [refusal, setRefusal] = useState<ApiError | null>(null)
  const version = useRef(start.version)
  const latest = useRef(record)
  const dirty = useRef(start.unsent)
  const busy = useRef(false)
  latest.current = record

  const send = useCallback(async () => {
    if (busy.current || !dirty.current) return
    busy.current = true
    dirty.current = false
    try {
      const saved = await saveRecord(detail.visit.id, version.current, latest.current, newKey())
      version.current = saved.version
      saveDraft(key, { version: saved.version, record: latest.current } satisfies Kept, Date.now())
      setRefusal(null)
      setSave(dirty.current ? 'typing' : 'sent')
    } catch (error) {
      dirty.current = true
      const problem = asApiError(error)
      setSave(problem.passing ? 'here' : 'failed')
      setRefusal(problem.passing ? null : problem)
    } finally {
      busy.current = false
    }
  }, [detail.visit.id, key])

  const change = useCallback((part: Partial<VisitRecord>) => {
    dirty.current = true
    setSave('typing')
    setRecord((old) => ({ ...old, ...part }))
  }, [])

  useEffect(() => {
    if (save !== 'typing') return
    const kept: Kept = { version: version.current, record }
    const local = setTimeout(() => saveDraft(key, kept, Date.now()), LOCAL_AFTER)
    const server = setTimeout(() => void send(), SERVER_AFTER)
    return () => {
      clearTimeout(local)
      clearTimeout(server)
    }
  }, [record, save, key, send])

  useEffect(() => {
    if (save !== 'here') return
    const again = () => void send()
    const timer = setInterval(again, TRY_AGAIN)
    addEventListener('online', again)
    return () => {
      clearInterval(timer)
      removeEventListener('online', again)
    }
  }, [save, send])

  return {
    record,
    change,
    save,
    refusal,
    /** Takes what the server has, after somebody else has written. */
    takeTheirs: async () => {
      dropDraft(key)
      await queries.resetQueries({ queryKey: visitKeys.one(detail.visit.id) })
    },
    submit: async (last: Partial<VisitRecord>, idempotency: string) => {
      const done = await completeVisit(
        detail.visit.id,
        version.current,
        { ...latest.current, ...last },
        idempotency,
      )
      dirty.current = false
      dropDraft(key)
      return done
    },
  }
}

function begin(key: string, detail: VisitDetail): Kept & { unsent: boolean } {
  const kept = readDraft<Kept>(key, Date.now())?.values
  if (kept && kept.version === detail.visit.version)
    return { ...kept, unsent: JSON.stringify(kept.record) !== JSON.stringify(detail.record) }
  return { version: detail.visit.version, record: detail.record, unsent: false }
}
