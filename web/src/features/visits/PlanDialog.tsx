import { useQuery, useQueryClient } from '@tanstack/react-query'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Select from 'antd/es/select'
import { useAction } from '../../api/useAction'
import { addDays } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { DateInput } from '../../ui/DateInput'
import { useToday } from '../../ui/today'
import { colleaguesQuery, planVisit, replanVisit, visitKeys, visitQuery } from './queries'
import type { Kind } from './types'

export interface PlanTarget {
  caseId: string
  title: string
  kind: string
  month: number
  dueOn: string
  /** The appointment to change; empty makes one. */
  visitId: string
}

interface Values {
  planned_on: string
  visitors: string[]
  place_note?: string
}

/** Makes or changes an appointment: a day and two visitors. */
export function PlanDialog({ target, onClose }: { target: PlanTarget | undefined; onClose: () => void }) {
  return target ? <Dialog key={target.caseId + target.month} target={target} onClose={onClose} /> : null
}

function Dialog({ target, onClose }: { target: PlanTarget; onClose: () => void }) {
  const t = useT()
  const today = useToday()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const people = useQuery(colleaguesQuery(target.caseId, target.kind))
  const old = useQuery({ ...visitQuery(target.visitId), enabled: target.visitId !== '' })
  const action = useAction({
    send: (values: Values, key: string) =>
      target.visitId
        ? replanVisit(target.visitId, { ...values, version: old.data?.visit.version ?? 0 }, key)
        : planVisit(
            target.caseId,
            { ...values, kind: target.kind as Kind, ...(target.month ? { month: target.month as 1 } : {}) },
            key,
          ),
    form,
    done: t('visits.planned'),
    onDone: async () => {
      onClose()
      await queries.invalidateQueries({ queryKey: visitKeys.all })
    },
  })
  const needed = [{ required: true, message: t('visits.needed') }]
  const ready = !target.visitId || old.data
  return (
    <Modal
      open
      title={t('visits.plan_title', { name: target.title, kind: t(`visits.kind_${target.kind}`) })}
      okText={t(target.visitId ? 'visits.replan' : 'visits.plan')}
      okButtonProps={{ loading: action.pending || !ready }}
      onOk={form.submit}
      onCancel={onClose}
    >
      {target.dueOn ? <p className="sec">{t('visits.plan_due', { date: target.dueOn })}</p> : null}
      {ready ? (
        <Form
          form={form}
          layout="vertical"
          initialValues={
            old.data
              ? {
                  planned_on: old.data.visit.planned_on,
                  visitors: old.data.visit.visitors.map((one) => one.staff_id),
                  place_note: old.data.visit.place_note,
                }
              : { planned_on: addDays(today, 1), visitors: [] }
          }
          onFinish={action.run}
        >
          <Form.Item name="planned_on" label={t('visits.planned_on')} rules={needed}>
            <DateInput max={addDays(today, 365)} />
          </Form.Item>
          <Form.Item
            name="visitors"
            label={t('visits.visitors')}
            extra={t('visits.visitors_hint')}
            rules={[{ required: true, type: 'array', min: 2, message: t('visits.two_visitors') }]}
          >
            <Select
              mode="multiple"
              maxCount={4}
              loading={people.isPending}
              showSearch={{ optionFilterProp: 'label' }}
              options={(people.data?.items ?? []).map((one) => ({
                value: one.staff_id,
                label: `${one.name}（${one.org_name}）`,
              }))}
            />
          </Form.Item>
          <Form.Item name="place_note" label={t('visits.place_note')}>
            <Input maxLength={200} placeholder={t('visits.place_note_hint')} />
          </Form.Item>
        </Form>
      ) : null}
    </Modal>
  )
}
