import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { Tag } from '../../ui/Tag'
import { AccountTag } from './AccountTag'
import { OnceDialog } from './OnceDialog'
import {
  type AccountAction,
  accountActions,
  openAccount,
  resetPassword,
  sessionsQuery,
  settingsKeys,
} from './queries'
import css from './settings.module.css'
import type { Once, Staff } from './types'

const acts = ['unlock', 'end_sessions', 'enable', 'disable'] as const

export function AccountCard({ staff }: { staff: Staff }) {
  const t = useT()
  const queries = useQueryClient()
  const [asked, setAsked] = useState<AccountAction | 'reset_password'>()
  const [opening, setOpening] = useState(false)
  const [once, setOnce] = useState<Once>()
  const refresh = () => queries.invalidateQueries({ queryKey: settingsKeys.all })
  const act = useAction({
    send: ({ what, reason }: { what: AccountAction; reason: string }, key) =>
      accountActions[what]({ id: staff.id, reason }, key),
    done: t('settings.saved'),
    onDone: async () => {
      setAsked(undefined)
      await refresh()
    },
  })
  const reset = useAction({
    send: resetPassword,
    onDone: async (made) => {
      setAsked(undefined)
      setOnce(made)
      await refresh()
    },
  })
  return (
    <Card
      title={t('settings.account')}
      tag={<AccountTag account={staff.account} />}
      padded
      extra={
        <span className={css.acts}>
          {can(staff, 'account') ? (
            <Button size="small" onClick={() => setOpening(true)}>
              {t('settings.do_account')}
            </Button>
          ) : null}
          {can(staff, 'reset_password') ? (
            <Button size="small" onClick={() => setAsked('reset_password')}>
              {t('settings.do_reset_password')}
            </Button>
          ) : null}
          {acts
            .filter((what) => can(staff, what))
            .map((what) => (
              <Button key={what} size="small" onClick={() => setAsked(what)}>
                {t(`settings.do_${what}`)}
              </Button>
            ))}
        </span>
      }
    >
      {staff.account.state === 'none' ? (
        <p className="sec">{t('settings.account_none_note')}</p>
      ) : (
        <dl className={css.facts}>
          <div>
            <dt>{t('settings.login')}</dt>
            <dd>
              {staff.account.login}{' '}
              {staff.account.must_change ? <Tag tone="amber">{t('settings.must_change')}</Tag> : null}
            </dd>
          </div>
          <div>
            <dt>{t('settings.last_in')}</dt>
            <dd>
              <DateText at={staff.account.last_in_at} />
            </dd>
          </div>
          {staff.account.locked_until ? (
            <div>
              <dt>{t('settings.locked_until')}</dt>
              <dd>
                <DateText at={staff.account.locked_until} />
              </dd>
            </div>
          ) : null}
        </dl>
      )}
      {can(staff, 'end_sessions') ? <Sessions id={staff.id} /> : null}
      <ReasonDialog
        open={asked !== undefined}
        title={asked ? t(`settings.ask_${asked}`, { name: staff.name }) : ''}
        confirm={asked ? t(`settings.do_${asked}`) : ''}
        danger={asked === 'disable'}
        pending={act.pending || reset.pending}
        onClose={() => setAsked(undefined)}
        onConfirm={(reason) => {
          if (asked === 'reset_password') reset.run({ id: staff.id, reason })
          else if (asked) act.run({ what: asked, reason })
        }}
      >
        {asked ? <p className="sec">{t(`settings.note_${asked}`)}</p> : null}
      </ReasonDialog>
      <OpenAccount
        open={opening}
        staff={staff}
        onClose={() => setOpening(false)}
        onMade={(made) => {
          setOpening(false)
          setOnce(made)
          void refresh()
        }}
      />
      <OnceDialog once={once} onClose={() => setOnce(undefined)} />
    </Card>
  )
}

function Sessions({ id }: { id: string }) {
  const t = useT()
  const list = useQuery(sessionsQuery(id))
  const rows = list.data?.items ?? []
  return (
    <div className={css.sessions}>
      <h3>{t('settings.sessions', { n: rows.length })}</h3>
      <ul>
        {rows.map((session) => (
          <li key={session.id}>
            <span>{session.origin}</span>
            <span className="aux">{session.agent}</span>
            <span className="sec">
              {t('settings.seen')} <DateText at={session.seen_at} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

interface OpenProps {
  open: boolean
  staff: Staff
  onClose: () => void
  onMade: (made: Once) => void
}

function OpenAccount({ open, staff, onClose, onMade }: OpenProps) {
  const t = useT()
  const [form] = Form.useForm<{ login: string }>()
  const action = useAction({
    send: ({ login }: { login: string }, key: string) =>
      openAccount({ id: staff.id, body: { login, version: staff.version } }, key),
    form,
    onDone: onMade,
  })
  return (
    <Modal
      open={open}
      title={t('settings.open_title', { name: staff.name })}
      okText={t('settings.do_account')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form form={form} layout="vertical" preserve={false} onFinish={action.run}>
        <Form.Item
          name="login"
          label={t('settings.login')}
          extra={t('settings.login_form')}
          rules={[{ required: true, message: t('settings.needed') }]}
        >
          <Input autoFocus maxLength={40} autoCapitalize="off" spellCheck={false} autoComplete="off" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
