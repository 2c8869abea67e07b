import Button from 'antd/es/button'
import { asApiError } from '../api/errors'
import { sentenceOf } from '../api/sentence'
import { useT } from '../lib/i18n'
import { EmptyState } from './EmptyState'

interface Props {
  error: unknown
  onRetry?: () => void
}

/** A page or card that could not be read: no permission, not found, or a fault that can be tried again. */
export function ErrorState({ error, onRetry }: Props) {
  const t = useT()
  const refusal = asApiError(error)
  if (refusal.status === 403)
    return (
      <EmptyState icon="lock" title={t('ui.forbidden')} hint={refusal.detail || t('ui.forbidden_hint')} />
    )
  if (refusal.status === 404)
    return (
      <EmptyState icon="search" title={t('ui.not_found')} hint={refusal.detail || t('ui.not_found_hint')} />
    )
  return (
    <EmptyState
      bad
      icon={refusal.status === 0 ? 'plug' : 'warn'}
      title={t('ui.load_failed')}
      hint={
        <>
          {sentenceOf(refusal)}
          {refusal.requestId ? (
            <span className="aux">（{t('ui.request_id', { id: refusal.requestId })}）</span>
          ) : null}
        </>
      }
      actions={onRetry ? <Button onClick={onRetry}>{t('ui.retry')}</Button> : undefined}
    />
  )
}
