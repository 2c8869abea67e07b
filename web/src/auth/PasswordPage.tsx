import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import { useNavigate } from 'react-router'
import { useAction } from '../api/useAction'
import { cx } from '../lib/cx'
import { useT } from '../lib/i18n'
import { paths } from '../lib/paths'
import { Icon } from '../ui/Icon'
import { AuthScreen } from './AuthScreen'
import css from './auth.module.css'
import { changePassword, meQuery } from './session'

interface Values {
  old: string
  new: string
  again: string
}

const MIN = 10

export function Component() {
  const t = useT()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const forced = useQuery(meQuery).data?.must_change_password ?? false
  const [form] = Form.useForm<Values>()
  const typed = Form.useWatch('new', form) ?? ''
  const action = useAction({
    send: changePassword,
    form,
    done: t('auth.password_changed'),
    onDone: async () => {
      await queries.invalidateQueries(meQuery)
      await navigate(paths.workbench, { replace: true })
    },
  })
  const rules: [string, boolean][] = [
    [t('auth.rule_length', { n: MIN }), typed.length >= MIN],
    [t('auth.rule_kinds'), kinds(typed) >= 3],
  ]

  return (
    <AuthScreen title={t('auth.change_title')} note={t(forced ? 'auth.change_forced' : 'auth.change_note')}>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(values) => action.run({ old: values.old, new: values.new })}
      >
        <Form.Item
          name="old"
          label={t('auth.old')}
          rules={[{ required: true, message: t('auth.old_needed') }]}
        >
          <Input.Password autoFocus autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          name="new"
          label={t('auth.new')}
          rules={[
            { required: true, message: t('auth.new_needed') },
            {
              validator: (_rule, value: string) =>
                strong(value) ? Promise.resolve() : Promise.reject(t('auth.weak')),
            },
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <ul className={css.rules}>
          {rules.map(([text, ok]) => (
            <li key={text} className={cx(ok && css.ok)}>
              <Icon name={ok ? 'check' : 'more'} size={14} />
              {text}
            </li>
          ))}
        </ul>
        <Form.Item
          name="again"
          label={t('auth.again')}
          dependencies={['new']}
          rules={[
            {
              validator: (_rule, value: string) =>
                value === form.getFieldValue('new') ? Promise.resolve() : Promise.reject(t('auth.differs')),
            },
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={action.pending}>
          {t('auth.change')}
        </Button>
      </Form>
      {forced ? null : (
        <div className={css.foot}>
          <button type="button" className={css.plain} onClick={() => void navigate(-1)}>
            {t('ui.back')}
          </button>
        </div>
      )}
    </AuthScreen>
  )
}

/** How many of lower case, upper case, digits and signs occur. The server has the last word. */
function kinds(text: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(text)).length
}

function strong(text: string | undefined): boolean {
  return text !== undefined && text.length >= MIN && kinds(text) >= 3
}
