import { useQuery, useQueryClient } from '@tanstack/react-query'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import InputNumber from 'antd/es/input-number'
import Modal from 'antd/es/modal'
import Select from 'antd/es/select'
import { useEffect } from 'react'
import type { components } from '../../api/types.gen'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { DateInput } from '../../ui/DateInput'
import { RemoteSelect } from '../../ui/RemoteSelect'
import { useToday } from '../../ui/today'
import { addSession, personsQuery, serviceKeys } from './queries'
import { ResultFields } from './ResultFields'
import css from './services.module.css'
import { kinds, type Provider, type SessionInput } from './types'

interface Props {
  /** What is entered: an appointment, or a session that was given; closed without. */
  state?: 'planned' | 'done'
  /** Goes on with this household, person and provider. */
  after?: {
    case_id: string
    file_no: string
    person_id: string
    person_name: string
    provider_id: string
    provider_name: string
    kind: string
    place: string
    measure_id: string
  }
  onClose: () => void
}

type Values = Omit<SessionInput, 'state'> & { case_id: string }

export function SessionDialog({ state, after, onClose }: Props) {
  const t = useT()
  const today = useToday()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const caseID = Form.useWatch('case_id', form) ?? ''
  const kind = Form.useWatch('kind', form)
  const persons = useQuery({ ...personsQuery(caseID), enabled: caseID !== '' && !after })
  useEffect(() => {
    const list = persons.data?.items ?? []
    const chosen: unknown = form.getFieldValue('person_id')
    if (list.length > 0 && !list.some((one) => one.person_id === chosen))
      form.setFieldValue('person_id', list.length === 1 ? list[0]?.person_id : undefined)
  }, [persons.data, form])
  const action = useAction({
    send: ({ case_id, ...values }: Values, key: string) =>
      addSession({ id: case_id, body: { ...values, state: state ?? 'planned' } }, key),
    form,
    done: t(state === 'done' ? 'services.recorded' : 'services.planned'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: serviceKeys.all })
      onClose()
    },
  })
  const needed = [{ required: true, message: t('services.needed') }]
  return (
    <Modal
      open={state !== undefined}
      title={t(state === 'done' ? 'services.record_title' : 'services.plan_title')}
      okText={t(state === 'done' ? 'services.record' : 'services.plan')}
      okButtonProps={{ loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      width={640}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        preserve={false}
        className={css.form}
        initialValues={{ on_date: today, kind: 'psychological', minutes: 60, ...after }}
        onFinish={action.run}
      >
        <Form.Item name="case_id" label={t('services.case')} rules={needed}>
          <RemoteSelect<components['schemas']['AidRow']>
            path="/cases"
            choice={(row) => ({ value: row.id, label: row.title, note: row.file_no })}
            chosen={after ? after.file_no || after.person_name : undefined}
            disabled={after !== undefined}
            placeholder={t('services.case_hint')}
          />
        </Form.Item>
        <Form.Item name="person_id" label={t('services.person')} rules={needed}>
          <Select
            disabled={after !== undefined || !persons.data}
            loading={persons.isFetching}
            options={
              after
                ? [{ value: after.person_id, label: after.person_name }]
                : persons.data?.items.map((one) => ({ value: one.person_id, label: one.name }))
            }
          />
        </Form.Item>
        <Form.Item name="kind" label={t('services.kind')} rules={needed}>
          <Select options={kinds.map((value) => ({ value, label: t(`services.kind_${value}`) }))} />
        </Form.Item>
        <Form.Item name="provider_id" label={t('services.provider')} rules={needed}>
          <RemoteSelect<Provider>
            path="/services/providers"
            query={{ active: true, ...(kind ? { kind } : {}) }}
            choice={(row) => ({ value: row.id, label: row.name, note: row.org_name })}
            chosen={after?.provider_name}
          />
        </Form.Item>
        <Form.Item name="on_date" label={t('services.on')} rules={needed}>
          <DateInput
            min={state === 'planned' ? today : undefined}
            max={state === 'done' ? today : undefined}
          />
        </Form.Item>
        <Form.Item
          name="starts"
          label={t('services.starts')}
          rules={[{ pattern: /^([01]\d|2[0-3]):[0-5]\d$/, message: t('services.starts_form') }]}
        >
          <Input placeholder="09:30" maxLength={5} inputMode="numeric" />
        </Form.Item>
        <Form.Item name="place" label={t('services.place')} className={css.wide}>
          <Input maxLength={200} placeholder={t('services.place_hint')} />
        </Form.Item>
        {state === 'done' ? (
          <ResultFields />
        ) : (
          <>
            <Form.Item name="minutes" label={t('services.minutes')}>
              <InputNumber min={1} max={1440} style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name="purpose" label={t('services.purpose')}>
              <Input maxLength={200} />
            </Form.Item>
          </>
        )}
        <Form.Item name="measure_id" hidden>
          <Input />
        </Form.Item>
      </Form>
    </Modal>
  )
}
