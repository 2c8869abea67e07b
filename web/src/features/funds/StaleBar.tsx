import Button from 'antd/es/button'
import { useT } from '../../lib/i18n'
import css from './funds.module.css'

/** Somebody saved first: what was entered here stays visible until the newer text is fetched. */
export function StaleBar({ says, onReload }: { says: string; onReload: () => void }) {
  const t = useT()
  return says ? (
    <div className={css.warn} role="alert">
      {says}{' '}
      <Button size="small" onClick={onReload}>
        {t('funds.reload')}
      </Button>
    </div>
  ) : null
}
