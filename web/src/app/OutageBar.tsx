import { useQueryClient } from '@tanstack/react-query'
import { useHealth } from '../api/status'
import { useT } from '../lib/i18n'
import { Icon } from '../ui/Icon'
import css from './shell.module.css'

/** Says that the server cannot be reached for the moment; what is on the screen stays. */
export function OutageBar() {
  const t = useT()
  const health = useHealth()
  const queries = useQueryClient()
  if (health === 'ok') return null
  return (
    <div className={css.outage} role="status">
      <Icon name="plug" />
      {t(health === 'offline' ? 'app.offline' : 'app.busy')}
      <button
        type="button"
        className={css.plain}
        onClick={() => void queries.refetchQueries({ type: 'active' })}
      >
        {t('app.retry_now')}
      </button>
    </div>
  )
}
