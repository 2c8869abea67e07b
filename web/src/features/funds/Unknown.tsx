import { useT } from '../../lib/i18n'
import { EmptyState } from '../../ui/EmptyState'

/** An address that names nothing that was set up; a new one has an address of its own. */
export function Unknown() {
  const t = useT()
  return <EmptyState icon="search" title={t('ui.not_found')} hint={t('funds.unknown_hint')} />
}
