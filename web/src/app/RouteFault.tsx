import Button from 'antd/es/button'
import { useRouteError } from 'react-router'
import { useT } from '../lib/i18n'
import { EmptyState } from '../ui/EmptyState'
import layout from '../ui/layout.module.css'

/** A page that broke, or whose code is gone because a newer version was installed. */
export function RouteFault({ inside }: { inside?: boolean }) {
  const t = useT()
  console.error(useRouteError())
  return (
    <div className={inside ? layout.card : undefined}>
      <EmptyState
        bad
        icon="warn"
        title={t('app.broken')}
        hint={t('app.broken_hint')}
        actions={<Button onClick={() => location.reload()}>{t('app.reload')}</Button>}
      />
    </div>
  )
}
