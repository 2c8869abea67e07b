import { t } from '../lib/i18n'
import type { ApiError } from './errors'

/** A sentence for people: the server's own, or ours when the server could not give one. */
export function sentenceOf(error: ApiError): string {
  if (error.detail) return error.detail
  if (error.status === 0) return t('ui.error_offline')
  if (error.passing) return t('ui.error_busy')
  return t('ui.error_fault')
}
