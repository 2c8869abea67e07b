import Button from 'antd/es/button'
import { BASE } from '../../api/http'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { Icon } from '../../ui/Icon'
import css from './meetings.module.css'
import { agreed, type View } from './types'

/** What was decided so far, and the minutes: a draft until they are frozen with their hash. */
export function MinutesCard({ view }: { view: View }) {
  const t = useT()
  const count = (results: string[]) =>
    view.motions.filter((motion) => motion.resolution && results.includes(motion.resolution.result)).length
  const open = view.motions.filter((motion) => motion.state === 'open').length
  const sum = view.motions
    .filter((motion) => motion.kind === 'case' && agreed(motion.resolution))
    .reduce((total, motion) => total + (motion.resolution?.amount_fen ?? 0), 0)
  const frozen = view.meeting.minutes_sha256 !== ''
  return (
    <Card title={t('meetings.outcome')} extra={t('meetings.motions_n', { n: view.motions.length })}>
      <div className={css.ready}>
        <ul className={css.outcome}>
          <li>
            <b>{count(['agreed', 'agreed_changed'])}</b> {t('meetings.result_agreed')}
          </li>
          <li>
            <b>{count(['deferred'])}</b> {t('meetings.result_deferred')}
          </li>
          <li>
            <b>{count(['rejected'])}</b> {t('meetings.result_rejected')}
          </li>
          <li>
            <b>{open}</b> {t('meetings.undecided')}
          </li>
        </ul>
        <p className={css.sum}>
          {t('meetings.agreed_sum')} <b>{yuan(sum)}</b> {t('ui.yuan')}
        </p>
        <Button
          block
          href={`${BASE}/meetings/${view.meeting.id}/minutes.pdf`}
          target="_blank"
          icon={<Icon name="book" />}
        >
          {t(frozen ? 'meetings.minutes' : 'meetings.minutes_draft')}
        </Button>
        {frozen ? (
          <p className="aux">
            {t('meetings.minutes_hash')} <code className={css.hash}>{view.meeting.minutes_sha256}</code>
          </p>
        ) : (
          <p className="aux">{t('meetings.minutes_hint')}</p>
        )}
      </div>
    </Card>
  )
}
