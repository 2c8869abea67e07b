import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { type ReactNode, useState } from 'react'
import { Link, useParams } from 'react-router'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { Tag } from '../../ui/Tag'
import { CompleteDialog, MoveDialog } from './EndDialogs'
import { closeSession, revealPhone, serviceKeys, sessionQuery } from './queries'
import { SessionDialog } from './SessionDialog'
import css from './services.module.css'
import { type ShownSession, stateTones } from './types'

/** One appointment or session: what is known of it, and what can be done now. */
export default function SessionPage() {
  const t = useT()
  const { id = '' } = useParams()
  const session = useQuery(sessionQuery(id))
  if (!session.data)
    return (
      <Page title={t('services.one')} back={paths.services} fit>
        <Card grow>
          {session.isPending ? (
            <Loading lines={6} />
          ) : (
            <ErrorState error={session.error} onRetry={() => void session.refetch()} />
          )}
        </Card>
      </Page>
    )
  return <Shown session={session.data} />
}

function Shown({ session }: { session: ShownSession }) {
  const t = useT()
  return (
    <Page
      title={`${t(`services.kind_${session.kind}`)} · ${session.person_name}`}
      back={paths.services}
      note={<Tag tone={stateTones[session.state] ?? 'grey'}>{t(`services.state_${session.state}`)}</Tag>}
    >
      <div className={css.split}>
        <Facts session={session} />
        <Actions session={session} />
      </div>
    </Page>
  )
}

function Facts({ session }: { session: ShownSession }) {
  const t = useT()
  const file = session.file_no ? <Link to={paths.case(session.case_id)}>{session.file_no}</Link> : null
  const rows: { label: string; value: ReactNode }[] = [
    { label: t('services.on'), value: <When session={session} /> },
    { label: t('services.person'), value: session.person_name },
    { label: t('services.file_no'), value: file },
    { label: t('services.area'), value: session.area_name },
    { label: t('services.provider'), value: session.provider_name },
    { label: t('services.place'), value: session.place },
    { label: t('services.purpose'), value: session.purpose },
    { label: t('services.minutes'), value: session.minutes },
    {
      label: t('services.outcome'),
      value: session.outcome ? t(`services.outcome_${session.outcome}`) : null,
    },
    {
      label: t('services.satisfaction'),
      value: session.satisfaction ? t('services.points', { n: session.satisfaction }) : null,
    },
    { label: t('services.done_by'), value: session.done_by },
    { label: t('services.made_by'), value: session.made_by },
  ]
  return (
    <Card title={t('services.facts')} padded>
      <dl className={css.facts}>
        {rows.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value || <span className="aux">—</span>}</dd>
          </div>
        ))}
      </dl>
      {session.reason ? (
        <p className={css.note} style={{ marginTop: 12 }}>
          {t('services.reason')}：{session.reason}
        </p>
      ) : null}
    </Card>
  )
}

function When({ session }: { session: ShownSession }) {
  return (
    <>
      <DateText date={session.on_date} style="paper" /> {session.starts}
    </>
  )
}

function Actions({ session }: { session: ShownSession }) {
  const t = useT()
  const queries = useQueryClient()
  const [open, setOpen] = useState<'complete' | 'move' | 'miss' | 'cancel' | 'contact' | 'again'>()
  const [phone, setPhone] = useState('')
  const close = () => setOpen(undefined)
  const refresh = () => queries.invalidateQueries({ queryKey: serviceKeys.all })
  const ending = useAction({
    send: (input: Parameters<typeof closeSession>[0], key) => closeSession(input, key),
    done: t('services.saved'),
    onDone: async () => {
      await refresh()
      close()
    },
  })
  const reveal = useAction({
    send: (purpose: string, key) => revealPhone({ id: session.id, purpose }, key),
    onDone: (answer) => {
      setPhone(answer.phone)
      close()
    },
  })
  const buttons = (['complete', 'move', 'miss', 'cancel', 'contact', 'again'] as const).filter((word) =>
    can(session, word),
  )
  return (
    <Card title={t('services.next')} padded>
      {buttons.length > 0 ? (
        <div className={css.todo}>
          {buttons.map((word) => (
            <Button
              key={word}
              type={word === 'complete' ? 'primary' : 'default'}
              onClick={() => setOpen(word)}
            >
              {t(`services.do_${word}`)}
            </Button>
          ))}
        </div>
      ) : (
        <p className="sec">{t('services.nothing_to_do')}</p>
      )}
      {phone ? (
        <p style={{ marginTop: 14 }}>
          <a className={css.phone} href={`tel:${phone}`}>
            {phone}
          </a>
          <br />
          <span className="aux">{t('services.phone_noted')}</span>
        </p>
      ) : null}
      {session.note ? (
        <>
          <h3 style={{ margin: '16px 0 4px' }}>{t('services.note')}</h3>
          <p className={css.note}>{session.note}</p>
        </>
      ) : null}
      <CompleteDialog session={session} open={open === 'complete'} onClose={close} />
      <MoveDialog session={session} open={open === 'move'} onClose={close} />
      <SessionDialog state={open === 'again' ? 'planned' : undefined} after={session} onClose={close} />
      <ReasonDialog
        open={open === 'miss' || open === 'cancel'}
        title={t(open === 'miss' ? 'services.miss_title' : 'services.cancel_title')}
        confirm={t(open === 'miss' ? 'services.do_miss' : 'services.do_cancel')}
        pending={ending.pending}
        onConfirm={(reason) =>
          ending.run({
            id: session.id,
            how: open === 'miss' ? 'miss' : 'cancel',
            body: { version: session.version, reason },
          })
        }
        onClose={close}
      />
      <ReasonDialog
        open={open === 'contact'}
        title={t('services.contact_title')}
        confirm={t('services.do_contact')}
        pending={reveal.pending}
        onConfirm={reveal.run}
        onClose={close}
      >
        <p className="sec">{t('services.contact_hint')}</p>
      </ReasonDialog>
    </Card>
  )
}
