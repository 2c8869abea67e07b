import type { ReactNode } from 'react'
import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Page } from '../../ui/Page'
import { Parts } from '../../ui/Parts'

interface Props {
  note?: ReactNode
  actions?: ReactNode
  fit?: boolean
  children: ReactNode
}

/** The head that the parts of the policy room share. */
export function LabPart({ note, actions, fit, children }: Props) {
  const t = useT()
  const { permissions } = useMe()
  return (
    <Page title={t('lab.title')} note={note} actions={actions} fit={fit ?? true}>
      <Parts
        label={t('lab.policy')}
        parts={[
          { to: paths.policy, text: t('lab.params'), end: true },
          ...(permissions.includes('lab.run') ? [{ to: paths.lab, text: t('lab.title'), end: true }] : []),
          { to: paths.labRuns, text: t('lab.runs') },
        ]}
      />
      {children}
    </Page>
  )
}
