import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Icon } from '../../ui/Icon'
import type { Open } from './ScreenPage'
import css from './screen.module.css'
import { agreed, agreedBefore, type Motion, type Seat, type View, voiceOf } from './types'
import { missingText } from './words'

interface Props {
  view: View
  motion: Motion
  index: number
  go: (index: number) => void
  open: (what: Open) => void
}

/** The pool before and after, the count of votes with every dissent, and what can be done now. */
export function ScreenFoot({ view, motion, index, go, open }: Props) {
  return (
    <section className={css.foot}>
      {motion.kind === 'case' && motion.shown ? <PoolBand view={view} motion={motion} /> : null}
      {motion.shown ? <Votes view={view} motion={motion} /> : null}
      <Remarks view={view} motion={motion} />
      <Buttons view={view} motion={motion} index={index} go={go} open={open} />
    </section>
  )
}

function PoolBand({ view, motion }: { view: View; motion: Motion }) {
  const t = useT()
  const before = agreedBefore(view, motion)
  const refused = motion.resolution !== null && !agreed(motion.resolution)
  const own = refused ? 0 : motion.resolution ? motion.resolution.amount_fen : motion.amount_fen
  const pool = view.pool
  const rest = pool ? pool.available_fen - before.fen - own : 0
  return (
    <div className={css.pool}>
      <div className={css.poolWords}>
        <span>{t('meetings.pool')}</span>
        {pool ? (
          <span>
            {t('meetings.pool_before')} <b>{yuan(pool.available_fen)}</b>
          </span>
        ) : null}
        <span>
          <u className={css.keyBefore} />
          {t('meetings.pool_agreed', { n: before.n })} <b>− {yuan(before.fen)}</b>
        </span>
        <span className={css.own}>
          <u className={css.keyOwn} />
          {t('meetings.pool_own')} <b>− {yuan(own)}</b>
        </span>
        <span className={css.rest}>
          {t(pool ? 'meetings.pool_rest' : 'meetings.pool_sum')}{' '}
          <b className={cx(pool && rest < 0 && css.minus)}>{yuan(pool ? rest : before.fen + own)}</b>{' '}
          {t('ui.yuan')}
        </span>
      </div>
      {pool && pool.available_fen > 0 ? (
        <div className={css.bar} aria-hidden>
          <i className={css.keyBefore} style={{ flexGrow: before.fen }} />
          <i className={css.keyOwn} style={{ flexGrow: own }} />
          <i className={css.keyRest} style={{ flexGrow: Math.max(rest, 0) }} />
        </div>
      ) : null}
    </div>
  )
}

function Votes({ view, motion }: { view: View; motion: Motion }) {
  const t = useT()
  const { tally } = motion
  if (view.meeting.state === 'preparing') return null
  return (
    <div className={css.votes}>
      <p className={css.tally}>
        <span>
          {t('meetings.voters')} <b>{tally.voters}</b>
        </span>
        <span className={css.yes}>
          {t('meetings.vote_yes')} <b>{tally.yes}</b>
        </span>
        <span className={css.half}>
          {t('meetings.tally_reserved')} <b>{tally.reserved}</b>
        </span>
        <span>
          {t('meetings.vote_no')} <b>{tally.no}</b>
        </span>
        {tally.abstained > 0 ? (
          <span>
            {t('meetings.tally_silent')} <b>{tally.abstained}</b>
          </span>
        ) : null}
        <span>
          {t('meetings.tally_recused')} <b>{tally.recused}</b>
        </span>
      </p>
      <ul className={css.chips}>
        {view.seats
          .filter((seat) => seat.voting)
          .map((seat) => (
            <Chip key={seat.id} seat={seat} motion={motion} />
          ))}
      </ul>
    </div>
  )
}

/** Every dissent as it goes into the minutes, and what still stands in the way. */
function Remarks({ view, motion }: { view: View; motion: Motion }) {
  const t = useT()
  const dissents = view.seats.flatMap((seat) => {
    const dissent = voiceOf(motion, seat)?.dissent
    return dissent ? [`${nameOf(seat, t('meetings.chair'))}：${dissent.replace(/[。.]$/, '')}`] : []
  })
  return (
    <div className={css.remarks}>
      {motion.missing.length > 0 ? (
        <p>
          <b>{t('meetings.not_ready')}</b>
          {motion.missing.map((one) => missingText(one, t)).join('；')}
        </p>
      ) : null}
      {dissents.length > 0 ? (
        <p>
          <b>{t('meetings.dissent')}</b>
          {t('meetings.dissent_kept', { text: dissents.join('；') })}
        </p>
      ) : null}
    </div>
  )
}

const nameOf = (seat: Seat, chair: string) => (seat.chair ? chair : seat.short_name)

function Chip({ seat, motion }: { seat: Seat; motion: Motion }) {
  const t = useT()
  const voice = voiceOf(motion, seat)
  const name = nameOf(seat, t('meetings.chair'))
  if (voice?.recused)
    return (
      <li>
        {name} {t('meetings.tally_recused')}
      </li>
    )
  if (!seat.present)
    return (
      <li className={css.gone}>
        {name} {t('meetings.absent')}
      </li>
    )
  if (voice?.vote === 'yes')
    return (
      <li className={css.yes}>
        <Icon name="check" /> {name}
      </li>
    )
  if (voice?.vote)
    return (
      <li className={voice.vote === 'no' ? css.nay : css.half}>
        {name} {t(`meetings.short_${voice.vote}`)}
      </li>
    )
  return <li className={css.waiting}>{name}</li>
}

function Buttons({ motion, view, index, go, open }: Props) {
  const t = useT()
  const last = index >= view.motions.length - 1
  const decides = motion.can.includes('decide')
  const blocked = motion.missing.length > 0 || !motion.carried
  return (
    <div className={css.acts}>
      {motion.resolution ? (
        <p className={cx(css.resolved, agreed(motion.resolution) ? css.yes : css.half)}>
          <b>{t(`meetings.result_${motion.resolution.result}`)}</b> {motion.resolution.number}
          {motion.resolution.text ? <span>{motion.resolution.text}</span> : null}
        </p>
      ) : null}
      <div>
        <button type="button" disabled={index === 0} onClick={() => go(index - 1)}>
          {t('meetings.previous')}
        </button>
        {motion.can.includes('record_vote') ? (
          <button type="button" onClick={() => open('votes')}>
            {t('meetings.record_votes')}
          </button>
        ) : null}
        {decides ? (
          <>
            <button type="button" onClick={() => open('rejected')}>
              {t('meetings.reject')}
            </button>
            {motion.kind === 'ratify' ? null : (
              <>
                <button type="button" onClick={() => open('deferred')}>
                  {t('meetings.defer')}
                </button>
                <button type="button" disabled={blocked} onClick={() => open('agreed_changed')}>
                  {t(motion.kind === 'case' ? 'meetings.change_amount' : 'meetings.change_rule')}
                </button>
              </>
            )}
            <button type="button" className={css.main} disabled={blocked} onClick={() => open('agreed')}>
              {t(last ? 'meetings.pass' : 'meetings.pass_next')}
              <Icon name="right" />
            </button>
          </>
        ) : (
          <button
            type="button"
            className={cx(motion.resolution && css.main)}
            disabled={last}
            onClick={() => go(index + 1)}
          >
            {t('meetings.next')}
            <Icon name="right" />
          </button>
        )}
      </div>
    </div>
  )
}
