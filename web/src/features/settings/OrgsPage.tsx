import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { can } from '../../auth/session'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { OrgDetail } from './OrgDetail'
import { OrgDialog } from './OrgDialog'
import { OrgTree } from './OrgTree'
import { orgQuery } from './queries'
import { SettingsPart } from './SettingsPart'
import css from './settings.module.css'

/** The organisation tree; what is chosen stands in the address. */
export default function OrgsPage() {
  const t = useT()
  const [search, setSearch] = useSearchParams()
  const [making, setMaking] = useState(false)
  const chosen = search.get('org') ?? ''
  const choose = (id: string) => setSearch(id ? { org: id } : {})
  const org = useQuery({ ...orgQuery(chosen), enabled: chosen !== '' })
  const mayCreate = org.data !== undefined && can(org.data, 'create_below')
  return (
    <SettingsPart
      actions={
        mayCreate ? (
          <Button type="primary" icon={<Icon name="plus" />} onClick={() => setMaking(true)}>
            {t('settings.org_create')}
          </Button>
        ) : undefined
      }
    >
      <div className={cx(css.split, chosen && css.chosen)}>
        <Card grow className={css.tree} title={t('settings.orgs')}>
          <OrgTree chosen={chosen} onChoose={choose} />
        </Card>
        <div className={css.detail}>
          {chosen === '' ? (
            <Card grow>
              <EmptyState icon="home" title={t('settings.org_choose')} hint={t('settings.org_choose_hint')} />
            </Card>
          ) : org.data ? (
            <OrgDetail org={org.data} onBack={() => choose('')} onChoose={choose} />
          ) : (
            <Card grow>
              {org.isError ? (
                <ErrorState error={org.error} onRetry={() => void org.refetch()} />
              ) : (
                <Loading lines={6} />
              )}
            </Card>
          )}
        </div>
      </div>
      {org.data ? (
        <OrgDialog open={making} parent={org.data} onClose={() => setMaking(false)} onDone={choose} />
      ) : null}
    </SettingsPart>
  )
}
