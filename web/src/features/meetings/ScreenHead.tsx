import { cx } from '../../lib/cx'
import { monthDay } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { Icon } from '../../ui/Icon'
import css from './screen.module.css'
import type { View } from './types'

interface Props {
  view: View
  index: number
  go: (index: number) => void
  leave: () => void
}

/** The meeting, who is there, and where on the agenda we are. */
export function ScreenHead({ view, index, go, leave }: Props) {
  const t = useT()
  const { meeting } = view
  const voting = view.seats.filter((seat) => seat.voting).length
  return (
    <header className={css.head}>
      <span className={css.seal} aria-hidden>
        策
      </span>
      <b>{meeting.title}</b>
      <span className={css.quiet}>
        <i>{monthDay(meeting.held_on)}</i>
        <i>{t('meetings.chaired', { name: meeting.chair_name })}</i>
        <i>{t('meetings.present_screen', { total: voting, n: view.present })}</i>
        {meeting.state === 'in_session' ? null : <i>{t(`meetings.state_${meeting.state}`)}</i>}
      </span>
      <nav className={css.where} aria-label={t('meetings.agenda')}>
        <div className={css.dots}>
          {view.motions.map((motion, at) => (
            <button
              key={motion.id}
              type="button"
              className={cx(at === index ? css.current : motion.state === 'decided' && css.decided)}
              aria-label={t('meetings.motion_no', { n: motion.no })}
              aria-current={at === index}
              onClick={() => go(at)}
            />
          ))}
        </div>
        <strong>
          {index + 1}
          <small>/{view.motions.length}</small>
        </strong>
        <button type="button" className={css.leave} onClick={leave} title={t('meetings.leave')}>
          <Icon name="cross" label={t('meetings.leave')} />
        </button>
      </nav>
    </header>
  )
}
