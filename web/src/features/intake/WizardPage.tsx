import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useMemo, useRef, useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import type { ApiError } from '../../api/errors'
import { client, data, done, once } from '../../api/http'
import { useNotify } from '../../api/notify'
import type { Schemas } from '../../api/schemas'
import { useAction } from '../../api/useAction'
import { can, useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { type Gap, type Place, type Step, StepForm } from '../../ui/StepForm'
import { useToday } from '../../ui/today'
import { fromBook, gapsOf, placeOf, type StepKey, toApplication } from './application'
import { emptyDraft, type IntakeDraft } from './draft'
import { MembersStep } from './MembersStep'
import { MoneyStep } from './MoneyStep'
import { NeedsStep } from './NeedsStep'
import { PapersStep } from './PapersStep'
import { applicationQuery } from './queries'
import { ReviewStep, type Warning } from './ReviewStep'
import { RolesStep } from './RolesStep'

type Shown = Schemas['AidShown']

/** A new application, or one that the server keeps. */
export default function WizardPage() {
  const t = useT()
  const { id } = useParams()
  const me = useMe()
  const today = useToday()
  const book = useQuery({ ...applicationQuery(id ?? ''), enabled: id !== undefined })
  const onBehalf = me.permissions.includes('aid.enter') && !me.permissions.includes('aid.transfer')
  const blank = useMemo(() => emptyDraft(today, me.org.area, onBehalf), [today, me.org.area, onBehalf])
  const kept = useMemo(() => (book.data ? fromBook(book.data, today) : undefined), [book.data, today])
  if (id === undefined) return <Wizard initial={blank} kept={undefined} />
  if (book.data && kept)
    return can(book.data.case, 'edit') ? (
      <Wizard key={book.data.case.version} initial={kept} kept={book.data.case} />
    ) : (
      <Page title={t('intake.edit_title')} back={paths.case(id)} fit>
        <Card grow>
          <EmptyState icon="lock" title={t('intake.closed')} hint={t('intake.closed_hint')} />
        </Card>
      </Page>
    )
  return (
    <Page title={t('intake.edit_title')} back={paths.intake} fit>
      <Card grow>
        {book.isPending ? (
          <Loading lines={8} />
        ) : (
          <ErrorState error={book.error} onRetry={() => void book.refetch()} />
        )}
      </Card>
    </Page>
  )
}

function Wizard({ initial, kept }: { initial: IntakeDraft; kept: Shown | undefined }) {
  const t = useT()
  const me = useMe()
  const [problems, setProblems] = useState<(Gap & Place)[]>([])
  const [warnings, setWarnings] = useState<Warning[]>([])
  const send = useSend(kept, setProblems, setWarnings)
  const steps = useSteps(warnings)
  const isDraft = !kept || kept.state === 'draft'
  return (
    <Page
      title={t(kept ? 'intake.edit_title' : 'intake.new_title')}
      note={kept ? `${kept.title} ${kept.file_no}` : t('intake.new_note')}
      back={paths.intake}
      fit
    >
      <StepForm<IntakeDraft>
        steps={steps}
        initial={initial}
        draftKey={`${me.user.id}.intake.${kept ? `${kept.id}.${kept.version}` : 'new'}`}
        submitLabel={t(isDraft ? 'intake.submit' : 'intake.save_changes')}
        pending={send.pending}
        problems={problems}
        onSubmit={(draft, finished) => send.run(draft, isDraft, finished)}
        extra={(draft, finished) =>
          isDraft ? (
            <Button loading={send.pending} onClick={() => send.run(draft, false, finished)}>
              {t('intake.save_draft')}
            </Button>
          ) : null
        }
      />
    </Page>
  )
}

function useSteps(warnings: Warning[]): Step<IntakeDraft>[] {
  const t = useT()
  return useMemo(() => {
    const step = (key: StepKey, render: Step<IntakeDraft>['render']): Step<IntakeDraft> => ({
      key,
      title: t(`intake.step_${key}`),
      render,
      missing: (draft) =>
        gapsOf(draft)
          .filter((gap) => gap.step === key)
          .map((gap) => ({ name: t(`intake.${gap.name}`, gap.params), field: gap.field })),
    })
    return [
      step('members', (draft, change) => <MembersStep draft={draft} change={change} />),
      step('needs', (draft, change) => <NeedsStep draft={draft} change={change} />),
      step('money', (draft, change) => <MoneyStep draft={draft} change={change} />),
      step('roles', (draft, change) => <RolesStep draft={draft} change={change} />),
      step('papers', (draft, change) => <PapersStep draft={draft} change={change} />),
      step('review', (draft, change, go) => (
        <ReviewStep draft={draft} change={change} go={go} warnings={warnings} />
      )),
    ]
  }, [t, warnings])
}

interface Sent {
  draft: IntakeDraft
  submit: boolean
}

/** Keeps the application on the server, adds its papers and, when asked, submits it. */
function useSend(
  kept: Shown | undefined,
  setProblems: (found: (Gap & Place)[]) => void,
  setWarnings: (found: Warning[]) => void,
) {
  const t = useT()
  const notify = useNotify()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const made = useRef<Shown | undefined>(kept)
  const forget = useRef(() => {})
  const last = useRef<IntakeDraft | undefined>(undefined)
  const action = useAction<Sent, { shown: Shown; submitted: boolean }>({
    send: async ({ draft, submit }, key) => {
      const body = toApplication(draft)
      const old = made.current
      const shown = old
        ? await data(
            client.PUT('/api/v1/cases/{id}', {
              params: { path: { id: old.id } },
              headers: once(key),
              body: { ...body, version: old.version },
            }),
          )
        : await data(client.POST('/api/v1/cases', { headers: once(key), body }))
      made.current = shown
      await addPapers(shown.id, draft, key)
      if (!submit) return { shown, submitted: false }
      const accepted = await data(
        client.POST('/api/v1/cases/{id}/submit', {
          params: { path: { id: shown.id } },
          headers: once(`${key}-submit`),
          body: { version: shown.version },
        }),
      )
      return { shown: accepted, submitted: true }
    },
    onDone: async ({ shown, submitted }) => {
      setProblems([])
      setWarnings([])
      forget.current()
      await queries.invalidateQueries({ queryKey: ['casebook'] })
      await queries.invalidateQueries({ queryKey: ['workbench'] })
      if (submitted) void navigate(paths.receipt(shown.id), { replace: true })
      else {
        notify.done(t('intake.saved'))
        void navigate(shown.state === 'draft' ? paths.intake : paths.case(shown.id))
      }
    },
    onRefused: (error) => said(error),
  })
  const said = (error: ApiError): boolean => {
    const draft = last.current
    if (!draft || error.fields.length === 0) return false
    const bad = error.fields.filter((one) => !one.warn)
    const unusual = error.fields.filter((one) => one.warn)
    setWarnings([...new Map(unusual.map((one) => [one.code, { code: one.code, text: one.detail }])).values()])
    setProblems([
      ...bad.map((one) => ({ name: one.detail, ...placeOf(one.path, draft) })),
      ...unusual.map((one) => ({ name: one.detail, step: 'review', field: `override_${one.code}` })),
    ])
    return true
  }
  return {
    pending: action.pending,
    run: (draft: IntakeDraft, submit: boolean, finished: () => void) => {
      forget.current = finished
      last.current = draft
      setProblems([])
      action.run({ draft, submit })
    },
  }
}

/** Papers and authorisations hang on a case, so they follow when it is kept. The same file again is taken once. */
async function addPapers(id: string, draft: IntakeDraft, key: string) {
  const params = { path: { id } }
  for (const paper of draft.papers) {
    for (const [index, file] of paper.files.entries()) {
      await done(
        client.POST('/api/v1/cases/{id}/papers', {
          params,
          headers: once(`${key}-${paper.key}-${index}`),
          body: { kind: paper.kind, name: file.name.slice(0, 60) || paper.kind, file_id: file.id },
        }),
      )
    }
  }
  const scans = draft.members.flatMap((m) => (draft.authorised[m.key] ?? []).map((file) => ({ m, file })))
  if (scans.length === 0) return
  const { members } = await data(client.GET('/api/v1/cases/{id}/check', { params }))
  for (const { m, file } of scans) {
    const person =
      members.find((one) => one.person_id === m.person_id) ?? members.find((one) => one.name === m.name)
    if (!person) continue
    await done(
      client.POST('/api/v1/cases/{id}/authorisations', {
        params,
        headers: once(`${key}-auth-${m.key}`),
        body: {
          person_id: person.person_id,
          channel: 'paper',
          signer: 'own',
          signed_on: draft.given_on,
          text_version: '2018-1',
          file_id: file.id,
        },
      }),
    )
  }
}
