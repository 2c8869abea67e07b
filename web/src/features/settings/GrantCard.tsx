import { useInfiniteQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { EndGrant } from './EndGrant'
import { GrantDialog } from './GrantDialog'
import { GrantState } from './GrantState'
import { grantsOfQuery } from './queries'
import css from './settings.module.css'
import type { Grant, Staff } from './types'

/** The roles of one person, past ones included. */
export function GrantCard({ staff }: { staff: Staff }) {
  const t = useT()
  const [granting, setGranting] = useState(false)
  const list = useInfiniteQuery(grantsOfQuery(staff.id))
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Card
      title={t('settings.roles')}
      grow
      extra={
        can(staff, 'grant') ? (
          <Button size="small" icon={<Icon name="plus" />} onClick={() => setGranting(true)}>
            {t('settings.grant')}
          </Button>
        ) : undefined
      }
    >
      {list.isPending ? (
        <Loading lines={3} />
      ) : list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <EmptyState icon="key" title={t('settings.no_role')} hint={t('settings.no_role_hint')} />
      ) : (
        <ul className={css.grants}>
          {rows.map((grant) => (
            <GrantRow key={grant.id} grant={grant} />
          ))}
        </ul>
      )}
      <GrantDialog open={granting} staff={staff} onClose={() => setGranting(false)} />
    </Card>
  )
}

function GrantRow({ grant }: { grant: Grant }) {
  const t = useT()
  return (
    <li className={grant.state === 'past' ? css.past : undefined}>
      <div>
        <b>{grant.label}</b> <GrantState grant={grant} />
        <p>
          {t('settings.within', { name: grant.org_name })} · <DateText date={grant.from_on} style="paper" />
          {' — '}
          {grant.to_on ? <DateText date={grant.to_on} style="paper" /> : t('settings.open_end')}
        </p>
        {grant.reason ? <p className="aux">{grant.reason}</p> : null}
        <p className="aux">
          {grant.changed_by} <DateText at={grant.changed_at} />
        </p>
      </div>
      <EndGrant grant={grant} />
    </li>
  )
}
