import { useQuery } from '@tanstack/react-query'
import { useParams, useSearchParams } from 'react-router'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { Tag } from '../../ui/Tag'
import css from './meetings.module.css'
import { meetingQuery, sheetQuery } from './queries'
import { SeatVoice } from './SeatVoice'
import { type Motion, type Seat, type Story, type View, voiceOf } from './types'
import { ResultTag, storyPieces, wordOf } from './words'

/** A member's own page: read each case, give the department's opinion before the meeting, vote in it. */
export default function SeatPage() {
  const t = useT()
  const { id = '' } = useParams()
  const view = useQuery(meetingQuery(id))
  const seat = view.data?.seats.find((one) => one.mine)
  return (
    <Page
      title={seat ? (seat.chair ? t('meetings.chair') : seat.short_name) : t('meetings.my_seat')}
      note={view.data?.meeting.title}
      back={paths.meeting(id)}
    >
      {view.data ? (
        seat ? (
          <Motions view={view.data} seat={seat} />
        ) : (
          <Card>
            <EmptyState icon="people" title={t('meetings.no_seat')} hint={t('meetings.no_seat_hint')} />
          </Card>
        )
      ) : (
        <Card>
          {view.isPending ? (
            <Loading lines={6} />
          ) : (
            <ErrorState error={view.error} onRetry={() => void view.refetch()} />
          )}
        </Card>
      )}
    </Page>
  )
}

function Motions({ view, seat }: { view: View; seat: Seat }) {
  const t = useT()
  const [search, setSearch] = useSearchParams()
  const shown = view.motions.filter((motion) => motion.shown)
  const todo = shown.find((motion) => motion.state === 'open' && !done(motion, seat, view))
  const motion = shown.find((one) => `${one.no}` === search.get('no')) ?? todo ?? shown[0]
  if (!motion)
    return (
      <Card>
        <EmptyState icon="inbox" title={t('meetings.agenda_none')} />
      </Card>
    )
  return (
    <>
      <nav className={css.steps} aria-label={t('meetings.agenda')}>
        {shown.map((one) => (
          <button
            key={one.id}
            type="button"
            aria-current={one.id === motion.id}
            aria-label={one.title}
            className={cx(one.id === motion.id && css.here, done(one, seat, view) && css.said)}
            onClick={() => setSearch({ no: `${one.no}` }, { replace: true })}
          >
            {done(one, seat, view) ? <Icon name="check" size={14} /> : one.no}
          </button>
        ))}
      </nav>
      <div className={css.seat} key={motion.id}>
        <MotionCard motion={motion} />
        <SeatVoice view={view} motion={motion} seat={seat} />
      </div>
    </>
  )
}

/** Whether the seat has said what is wanted of it now. */
function done(motion: Motion, seat: Seat, view: View): boolean {
  const voice = voiceOf(motion, seat)
  if (motion.state === 'decided' || voice?.recused) return true
  return view.meeting.state === 'in_session' ? (voice?.vote ?? '') !== '' : (voice?.opinion ?? '') !== ''
}

function MotionCard({ motion }: { motion: Motion }) {
  const t = useT()
  const sheet = useQuery(sheetQuery(motion.id))
  const story = sheet.data?.story ?? null
  return (
    <Card padded>
      <div className={css.motionHead}>
        <h2>{motion.title}</h2>
        {motion.kind === 'case' ? null : <Tag tone="violet">{t(`meetings.motion_${motion.kind}`)}</Tag>}
        {motion.class ? <Tag>{t(`meetings.class_${motion.class}`)}</Tag> : null}
        {motion.needs.map((need) => (
          <Tag key={need}>{t(`meetings.need_${need}`)}</Tag>
        ))}
        <ResultTag motion={motion} t={t} />
      </div>
      {motion.text ? <p className={css.read}>{motion.text}</p> : null}
      {motion.changes.map((one) => (
        <p key={one.id} className={css.read}>
          {wordOf(one.label)}：{one.now || '—'} → <b>{one.value}</b>{' '}
          <span className="aux">{t('meetings.from_on', { on: one.from_on })}</span>
          {one.otherwise?.length ? (
            <span className="sec">
              {' '}
              {t('meetings.tests_change', { n: one.otherwise.length })}
              {one.otherwise.map((test) => test.name).join('；')}
            </span>
          ) : null}
        </p>
      ))}
      {sheet.isPending ? <Loading lines={4} /> : null}
      {story ? <StoryText motion={motion} story={story} /> : null}
    </Card>
  )
}

function StoryText({ motion, story }: { motion: Motion; story: Story }) {
  const t = useT()
  return (
    <>
      <p className={css.read}>
        {storyPieces(story, t).map((piece) =>
          piece.strong ? <b key={piece.text}>{piece.text}</b> : <span key={piece.text}>{piece.text}</span>,
        )}
      </p>
      <dl className={css.lines}>
        <div className={css.first}>
          <dt>{t('meetings.amount_proposed')}</dt>
          <dd>
            {yuan(motion.amount_fen)} {t('ui.yuan')}
          </dd>
        </div>
        {story.proposals.map((one) => (
          <div key={`${one.need}${one.person_id ?? ''}`}>
            <dt>
              {t(`meetings.need_${one.need}`)} <span className="aux">{one.basis}</span>
            </dt>
            <dd>{yuan(one.amount_fen)}</dd>
          </div>
        ))}
        {motion.plan.map((line) => (
          <div key={line.owner + line.text}>
            <dt>
              {line.owner}{' '}
              <span className="aux">{line.due_on ? t('meetings.by', { on: line.due_on }) : ''}</span>
            </dt>
            <dd>{line.text}</dd>
          </div>
        ))}
      </dl>
      {story.opinion ? (
        <p className={css.read}>
          <span className="aux">{t('meetings.first_opinion', { name: motion.proposer_name })}</span>
          <br />
          {story.opinion}
        </p>
      ) : null}
      {(story.questions ?? []).map((one) => (
        <p key={one.id} className={css.question}>
          <b>{one.org_name}</b> {one.text}
          <br />
          {one.answer ? (
            <span className="sec">{t('meetings.answer', { text: one.answer })}</span>
          ) : (
            <Tag tone="amber">{t('meetings.unanswered')}</Tag>
          )}
        </p>
      ))}
    </>
  )
}
