import { useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import { useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import type { ApiError } from '../api/errors'
import { sentenceOf } from '../api/sentence'
import { useAction } from '../api/useAction'
import { useT } from '../lib/i18n'
import { paths } from '../lib/paths'
import { Icon } from '../ui/Icon'
import { AuthScreen } from './AuthScreen'
import css from './auth.module.css'
import { type Credentials, meQuery, signIn } from './session'

export function Component() {
  const t = useT()
  const [search] = useSearchParams()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [form] = Form.useForm<Credentials>()
  const [refusal, setRefusal] = useState<ApiError | null>(null)

  const action = useAction({
    send: signIn,
    form,
    onRefused: (error) => {
      setRefusal(error)
      form.resetFields(['password'])
      form.getFieldInstance('password')?.focus()
      return true
    },
    onDone: async () => {
      queries.clear()
      const me = await queries.fetchQuery(meQuery)
      await navigate(me.must_change_password ? paths.password : inside(search.get('next')), { replace: true })
    },
  })

  return (
    <AuthScreen title={t('auth.title')} note={t('auth.subtitle')} wide>
      {refusal ? (
        <p className={`${css.note} ${css.bad}`} role="alert">
          <Icon name="warn" size={14} />
          {refusal.status === 401 ? refusal.detail || t('auth.wrong') : sentenceOf(refusal)}
        </p>
      ) : search.get('reason') === 'idle' ? (
        <p className={`${css.note} ${css.warn}`} role="status">
          <Icon name="clock" size={14} />
          {t('auth.idle')}
        </p>
      ) : null}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={action.run}>
        <Form.Item
          name="login"
          label={t('auth.login')}
          rules={[{ required: true, message: t('auth.login_needed') }]}
        >
          <Input autoFocus autoComplete="username" autoCapitalize="off" spellCheck={false} />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('auth.password')}
          rules={[{ required: true, message: t('auth.password_needed') }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={action.pending}>
          {t('auth.sign_in')}
        </Button>
      </Form>
    </AuthScreen>
  )
}

/** Only addresses of this app; anything else could lead a person away. */
function inside(next: string | null): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : paths.workbench
}
