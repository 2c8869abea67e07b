import Checkbox from 'antd/es/checkbox'
import { can } from '../../auth/session'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { StaffSelect } from '../../ui/RemoteSelect'
import { Tag } from '../../ui/Tag'
import css from './meetings.module.css'
import { attend } from './queries'
import type { Seat, View } from './types'
import { useMeetingAction } from './useMeetingAction'

/** Who sits where, and who is there. */
export function AttendanceCard({ view }: { view: View }) {
  const t = useT()
  const action = useMeetingAction({ send: attend })
  const open = can(view.meeting, 'attendance')
  const voting = view.seats.filter((seat) => seat.voting).length
  const enough = view.present >= view.quorum
  const set = (seat: Seat, next: { present?: boolean; staff_id?: string }) =>
    action.run({
      id: view.meeting.id,
      seats: [
        {
          seat_id: seat.id,
          present: next.present ?? seat.present,
          staff_id: next.staff_id ?? seat.staff_id,
          name: seat.name,
        },
      ],
    })
  return (
    <Card
      grow
      title={t('meetings.attendance')}
      note={t('meetings.present_of', { n: view.present, total: voting })}
      extra={
        <span className={cx(enough ? css.enough : css.short)}>
          {t(enough ? 'meetings.quorum_met' : 'meetings.quorum_short', { n: view.quorum })}
        </span>
      }
    >
      <ul className={css.seats}>
        {view.seats.map((seat) => (
          <li key={seat.id}>
            <Checkbox
              checked={seat.present}
              disabled={!open || action.pending}
              onChange={(event) => set(seat, { present: event.target.checked })}
            >
              <span className={css.seatName} title={seat.org_name}>
                {seat.chair ? t('meetings.chair') : seat.short_name}
              </span>
              {seat.voting ? null : <Tag tone="grey">{t('meetings.guest_seat')}</Tag>}
            </Checkbox>
            {open && !seat.chair ? (
              <StaffSelect
                under={seat.org_path}
                value={seat.staff_id}
                chosen={seat.name}
                placeholder={t('meetings.who_comes')}
                onChange={(staff) => set(seat, { staff_id: staff })}
              />
            ) : (
              <span className="sec">{seat.name || '—'}</span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
