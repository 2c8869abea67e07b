import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Parts } from '../../ui/Parts'

/** The way from here to the policy lab, for those who may go there. */
export function PolicyParts() {
  const t = useT()
  const { permissions } = useMe()
  if (!permissions.includes('lab.view')) return null
  return (
    <Parts
      label={t('policy.policy')}
      parts={[
        { to: paths.policy, text: t('policy.parts'), end: true },
        ...(permissions.includes('lab.run') ? [{ to: paths.lab, text: t('policy.lab'), end: true }] : []),
        { to: paths.labRuns, text: t('policy.runs') },
      ]}
    />
  )
}
