import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { Tag } from '../../ui/Tag'
import { AccountCard } from './AccountCard'
import { GrantCard } from './GrantCard'
import { staffQuery } from './queries'
import { StaffActions } from './StaffActions'
import css from './settings.module.css'
import type { Staff } from './types'

/** One member of staff: facts, account, roles. */
export default function StaffPage() {
  const t = useT()
  const { id = '' } = useParams()
  const staff = useQuery(staffQuery(id))
  if (!staff.data)
    return (
      <Page title={t('settings.staff')} back={paths.settingsStaff} fit>
        <Card grow>
          {staff.isPending ? (
            <Loading lines={6} />
          ) : (
            <ErrorState error={staff.error} onRetry={() => void staff.refetch()} />
          )}
        </Card>
      </Page>
    )
  return (
    <Page
      title={staff.data.name}
      back={paths.settingsStaff}
      note={staff.data.org_name}
      actions={<StaffActions staff={staff.data} />}
      fit
    >
      <div className={css.person}>
        <div className={css.column}>
          <Facts staff={staff.data} />
          <AccountCard staff={staff.data} />
        </div>
        <GrantCard staff={staff.data} />
      </div>
    </Page>
  )
}

function Facts({ staff }: { staff: Staff }) {
  const t = useT()
  return (
    <Card
      title={t('settings.facts')}
      padded
      tag={staff.to_on ? <Tag tone="grey">{t('settings.here_no')}</Tag> : null}
    >
      <dl className={css.facts}>
        {[
          [t('settings.org'), staff.org_name],
          [t('settings.job'), staff.title],
          [t('settings.phone'), staff.phone],
        ].map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value || <span className="aux">—</span>}</dd>
          </div>
        ))}
        <div>
          <dt>{t('settings.exists')}</dt>
          <dd>
            <DateText date={staff.from_on} style="paper" />
            {staff.to_on ? (
              <>
                {' — '}
                <DateText date={staff.to_on} style="paper" />
              </>
            ) : null}
          </dd>
        </div>
      </dl>
    </Card>
  )
}
