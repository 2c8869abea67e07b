import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Select from 'antd/es/select'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import css from './funds.module.css'
import { setPayer } from './queries'
import type { Payer, Template } from './types'
import { useSave } from './useSave'

interface Props {
  /** None: a new one. */
  payer?: Payer
  templates: Template[]
  reload: () => void
  onClose: () => void
}

type Values = Omit<Payer, 'version' | 'updated_at' | 'updated_by' | 'underway'>

/** An account of the office that pays. Whoever saves later than a colleague is told so. */
export function PayerDialog({ payer, templates, reload, onClose }: Props) {
  const t = useT()
  const [form] = Form.useForm<Values>()
  const action = useSave({
    send: (values: Values, key: string) =>
      setPayer({ ...values, code: payer?.code ?? values.code.trim(), version: payer?.version ?? 0 }, key),
    form,
    reload,
    onDone: onClose,
  })
  const needed = [{ required: true, message: t('funds.needed') }]
  return (
    <Modal
      open
      title={payer ? t('funds.payer_edit', { name: payer.name }) : t('funds.payer_new')}
      okText={t('funds.save')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      {action.stale}
      {payer && payer.underway.length > 0 ? (
        <p className={cx(css.warn, css.above)} role="alert">
          {t('funds.payer_underway', { batches: payer.underway.join(t('ui.and')) })}
        </p>
      ) : null}
      <Form<Values>
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={payer ?? { account_name: '', bank: '', account_no: '', template: templates[0]?.code }}
        onFinish={action.run}
        className={css.form}
      >
        <Form.Item name="name" label={t('funds.name')} rules={needed}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item
          name="code"
          label={t('funds.setup_code')}
          rules={[...needed, { pattern: /^[a-z0-9_-]+$/, message: t('funds.setup_code_form') }]}
        >
          <Input maxLength={20} disabled={payer !== undefined} />
        </Form.Item>
        <Form.Item name="account_name" label={t('funds.payer_account_name')} rules={needed}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="bank" label={t('funds.payer_bank')} rules={needed}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item
          name="account_no"
          label={t('funds.payer_account_no')}
          rules={[...needed, { pattern: /^[0-9 -]+$/, message: t('funds.account_no_form') }]}
        >
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="template" label={t('funds.template')} rules={needed}>
          <Select options={templates.map((one) => ({ value: one.code, label: one.name }))} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
