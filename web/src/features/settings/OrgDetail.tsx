import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { type ReactNode, useState } from 'react'
import { Link } from 'react-router'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { Tag } from '../../ui/Tag'
import { LastDayDialog } from './LastDayDialog'
import { MoveDialog } from './MoveDialog'
import { OrgDialog } from './OrgDialog'
import { closeOrg, orgHistoryQuery, reopenOrg, settingsKeys } from './queries'
import css from './settings.module.css'
import type { Org } from './types'

interface Props {
  org: Org
  onBack: () => void
  onChoose: (id: string) => void
}

type Open = 'edit' | 'move' | 'close' | 'reopen' | undefined

export function OrgDetail({ org, onBack, onChoose }: Props) {
  const t = useT()
  const queries = useQueryClient()
  const [open, setOpen] = useState<Open>()
  const finish = async () => {
    setOpen(undefined)
    await queries.invalidateQueries({ queryKey: settingsKeys.orgs })
  }
  const close = useAction({ send: closeOrg, done: t('settings.org_closed_done'), onDone: finish })
  const reopen = useAction({ send: reopenOrg, done: t('settings.saved'), onDone: finish })
  return (
    <>
      <button type="button" className={css.back} onClick={onBack}>
        <Icon name="left" />
        {t('settings.orgs')}
      </button>
      <Card
        title={org.name}
        tag={org.to_on ? <Tag tone="grey">{t('settings.org_closed')}</Tag> : null}
        padded
        extra={
          <span className={css.acts}>
            {can(org, 'edit') ? (
              <Button size="small" onClick={() => setOpen('edit')}>
                {t('settings.edit')}
              </Button>
            ) : null}
            {can(org, 'move') ? (
              <Button size="small" onClick={() => setOpen('move')}>
                {t('settings.move')}
              </Button>
            ) : null}
            {can(org, 'close') ? (
              <Button size="small" onClick={() => setOpen('close')}>
                {t('settings.org_close')}
              </Button>
            ) : null}
            {can(org, 'reopen') ? (
              <Button size="small" onClick={() => setOpen('reopen')}>
                {t('settings.org_reopen')}
              </Button>
            ) : null}
          </span>
        }
      >
        <Facts org={org} onChoose={onChoose} />
      </Card>
      <History id={org.id} />
      <OrgDialog open={open === 'edit'} org={org} onClose={() => setOpen(undefined)} onDone={finish} />
      <MoveDialog open={open === 'move'} org={org} onClose={() => setOpen(undefined)} onDone={finish} />
      <LastDayDialog
        open={open === 'close'}
        title={t('settings.org_close_title', { name: org.name })}
        note={t('settings.org_close_note')}
        confirm={t('settings.org_close')}
        min={org.from_on}
        pending={close.pending}
        onClose={() => setOpen(undefined)}
        onConfirm={(values) => close.run({ id: org.id, body: { ...values, version: org.version } })}
      />
      <ReasonDialog
        open={open === 'reopen'}
        title={t('settings.org_reopen_title', { name: org.name })}
        confirm={t('settings.org_reopen')}
        pending={reopen.pending}
        onClose={() => setOpen(undefined)}
        onConfirm={(reason) => reopen.run({ id: org.id, body: { reason, version: org.version } })}
      />
    </>
  )
}

function Facts({ org, onChoose }: { org: Org; onChoose: (id: string) => void }) {
  const t = useT()
  const period = (
    <>
      <DateText date={org.from_on} style="paper" />
      {org.to_on ? (
        <>
          {' — '}
          <DateText date={org.to_on} style="paper" />
        </>
      ) : null}
    </>
  )
  return (
    <dl className={css.facts}>
      <Fact label={t('settings.kind')}>{t(`settings.kind_${org.kind}`)}</Fact>
      <Fact label={t('settings.code')}>{org.code}</Fact>
      <Fact label={t('settings.parent')}>
        {org.parent_id ? (
          <button type="button" className={css.plain} onClick={() => onChoose(org.parent_id)}>
            {org.parent_name}
          </button>
        ) : null}
      </Fact>
      <Fact label={t('settings.department')}>
        {org.department ? (
          <>
            {t(`settings.department_${org.department}`)}{' '}
            {org.standing ? <Tag tone="blue">{t('settings.standing')}</Tag> : null}
          </>
        ) : null}
      </Fact>
      <Fact label={t('settings.area')}>{org.area_code}</Fact>
      <Fact label={t('settings.credit_code')}>{org.credit_code}</Fact>
      <Fact label={t('settings.phone')}>{org.phone}</Fact>
      <Fact label={t('settings.address')}>{org.address}</Fact>
      <Fact label={t('settings.exists')}>{period}</Fact>
      <Fact label={t('settings.staff')}>
        <Link to={`${paths.settingsStaff}?org_id=${org.id}`}>{t('settings.people', { n: org.staff })}</Link>
      </Fact>
    </dl>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children || <span className="aux">—</span>}</dd>
    </div>
  )
}

function History({ id }: { id: string }) {
  const t = useT()
  const list = useQuery(orgHistoryQuery(id))
  return (
    <Card title={t('settings.history')} grow>
      {list.isPending ? (
        <Loading lines={3} />
      ) : (
        <ul className={css.history}>
          {list.data?.items.map((version) => (
            <li key={version.version}>
              <DateText at={version.at} />
              <b>{t(`settings.change_${version.change.replace('org.', '')}`)}</b>
              <span>{version.name}</span>
              <span className="aux">{version.path}</span>
              <span className="sec">{version.by_name}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
