import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import InputNumber from 'antd/es/input-number'
import Radio from 'antd/es/radio'
import Select from 'antd/es/select'
import { useCodes } from '../../../api/codes'
import { client, data, once } from '../../../api/http'
import type { Schemas } from '../../../api/schemas'
import { addDays } from '../../../lib/dates'
import { useT } from '../../../lib/i18n'
import { yuan } from '../../../lib/money'
import { DateInput } from '../../../ui/DateInput'
import { Icon } from '../../../ui/Icon'
import { MoneyInput } from '../../../ui/MoneyInput'
import { OrgSelect, StaffSelect } from '../../../ui/RemoteSelect'
import { useToday } from '../../../ui/today'
import css from '../casebook.module.css'
import { planShown } from '../derive'
import { type DialogProps, FormDialog } from './FormDialog'
import { Item, Line, Words } from './fields'

type MeasureInput = Schemas['PlanMeasureInput']

interface PlanForm {
  goal: string
  reason?: string
  measures: (Partial<MeasureInput> & { owner_name?: string })[]
}

const cashNeeds = ['living', 'medical', 'study']
const kinds = ['cash', 'goods', 'service'] as const

function useFunds() {
  return useQuery({
    queryKey: ['funds', 'choices'],
    queryFn: ({ signal }) => data(client.GET('/api/v1/funds/choices', { signal })),
    staleTime: 60_000,
  }).data?.items.map((one) => ({ value: one.id, label: `${one.name}（${yuan(one.available_fen)}）` }))
}

/** A new version of the plan, or its draft: measures of money, goods and services, each with an owner and a date. */
export function PlanDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const today = useToday()
  const codes = useCodes()
  const funds = useFunds()
  const { book } = file
  const old = planShown(file.plan)
  const isNew = old !== undefined && old.state !== 'draft'
  const from = old?.measures.map((one): PlanForm['measures'][number] => ({
    ...one,
    kind: one.kind as MeasureInput['kind'],
    person_id: one.person_id || undefined,
    fund_id: one.fund_id || undefined,
    origin_id: isNew ? one.origin_id || one.id : one.origin_id,
  }))
  const proposed = (book.opinions.at(-1)?.proposals ?? []).map((one): PlanForm['measures'][number] => ({
    kind: 'cash',
    need: one.need,
    title: t('casebook.proposal', { need: codes.label('need', one.need) }),
    person_id: one.person_id || undefined,
    amount_fen: one.amount_fen,
    owner_org_id: book.case.lead_org_id,
    owner_name: book.case.lead_name,
    start_on: today,
    due_on: addDays(today, 30),
    expected: t('casebook.expected_cash'),
    instalments: 1,
  }))
  const blank: PlanForm['measures'][number] = {
    kind: 'service',
    need: book.case.needs[0],
    owner_org_id: book.case.lead_org_id,
    owner_name: book.case.lead_name,
    start_on: today,
    due_on: addDays(today, 90),
  }
  return (
    <FormDialog<PlanForm>
      file={file}
      width={1040}
      title={t('casebook.do_plan')}
      intro={t('casebook.intro_plan', { limit: yuan(book.case.proposed_fen) })}
      verb={t('casebook.save_plan')}
      done={t('casebook.done')}
      initial={{
        goal: old?.goal ?? '',
        reason: isNew ? '' : (old?.reason ?? ''),
        measures: from ?? (proposed.length > 0 ? proposed : [blank]),
      }}
      send={({ goal, reason, measures }, key) =>
        data(
          client.PUT('/api/v1/cases/{id}/plan', {
            params: { path: { id: book.case.id } },
            headers: once(key),
            body: {
              version: isNew ? 0 : (old?.version ?? 0),
              goal,
              reason: reason ?? '',
              measures: measures.map(measureInput),
            },
          }),
        )
      }
      onClose={onClose}
    >
      <Line name="goal" label={t('casebook.goal')} max={500} placeholder={t('casebook.goal_hint')} />
      {isNew || old?.reason ? (
        <Line name="reason" label={t('casebook.why_new_version')} max={500} optional={!isNew} />
      ) : null}
      <Form.List name="measures">
        {(rows, { add, remove }) => (
          <>
            {rows.map((row) => (
              <MeasureFields
                key={row.key}
                at={row.name}
                file={file}
                funds={funds ?? []}
                onRemove={rows.length > 1 ? () => remove(row.name) : undefined}
              />
            ))}
            <Button icon={<Icon name="plus" />} onClick={() => add(blank)}>
              {t('casebook.add_measure')}
            </Button>
          </>
        )}
      </Form.List>
    </FormDialog>
  )
}

function measureInput(m: PlanForm['measures'][number]): MeasureInput {
  const cash = m.kind === 'cash'
  return {
    kind: m.kind ?? 'service',
    need: m.need ?? '',
    title: m.title ?? '',
    owner_org_id: m.owner_org_id ?? '',
    owner_staff_id: m.owner_staff_id ?? '',
    person_id: m.person_id ?? '',
    start_on: m.start_on ?? '',
    due_on: m.due_on ?? '',
    expected: m.expected ?? '',
    origin_id: m.origin_id ?? '',
    amount_fen: m.amount_fen ?? 0,
    fund_id: cash ? (m.fund_id ?? '') : '',
    instalments: cash ? (m.instalments ?? 1) : 0,
    sessions: m.kind === 'service' ? (m.sessions ?? 0) : 0,
  }
}

interface MeasureProps {
  at: number
  file: DialogProps['file']
  funds: { value: string; label: string }[]
  onRemove: (() => void) | undefined
}

function MeasureFields({ at, file, funds, onRemove }: MeasureProps) {
  const t = useT()
  const codes = useCodes()
  const { book } = file
  const must = [{ required: true, message: '' }]
  const wordsOf = (names: string[]) => names.map((value) => ({ value, label: codes.label('need', value) }))
  return (
    <div className={css.measure}>
      <div className={css.formRow}>
        <Item name={[at, 'kind']} label={t('casebook.measure_kind')} rules={must}>
          <Select
            style={{ width: 84 }}
            options={kinds.map((value) => ({ value, label: t(`casebook.kind_${value}`) }))}
          />
        </Item>
        <Form.Item noStyle shouldUpdate>
          {({ getFieldValue }) => {
            const cash = getFieldValue(['measures', at, 'kind']) === 'cash'
            return (
              <Item name={[at, 'need']} label={t('casebook.needs')} rules={must}>
                <Select
                  style={{ width: 96 }}
                  options={wordsOf(
                    cash ? book.case.needs.filter((one) => cashNeeds.includes(one)) : book.case.needs,
                  )}
                />
              </Item>
            )
          }}
        </Form.Item>
        <Item name={[at, 'title']} label={t('casebook.measure')} rules={must} className={css.wide}>
          <Input maxLength={100} />
        </Item>
        <Form.Item noStyle shouldUpdate>
          {({ getFieldValue }) => (
            <Item name={[at, 'owner_org_id']} label={t('casebook.owner')} rules={must} style={{ width: 210 }}>
              <OrgSelect chosen={getFieldValue(['measures', at, 'owner_name'])} />
            </Item>
          )}
        </Form.Item>
        <Item name={[at, 'start_on']} label={t('casebook.start')} rules={must} style={{ width: 132 }}>
          <DateInput />
        </Item>
        <Item name={[at, 'due_on']} label={t('casebook.due_short')} rules={must} style={{ width: 132 }}>
          <DateInput />
        </Item>
        <Button type="text" aria-label={t('casebook.remove_row')} disabled={!onRemove} onClick={onRemove}>
          <Icon name="cross" />
        </Button>
      </div>
      <div className={css.formRow}>
        <Item name={[at, 'person_id']} label={t('casebook.prior_person')}>
          <Select
            allowClear
            style={{ width: 112 }}
            placeholder={t('casebook.whole_household')}
            options={book.members.map((one) => ({ value: one.person.id, label: one.person.name }))}
          />
        </Item>
        <Form.Item noStyle shouldUpdate>
          {({ getFieldValue }) => {
            const kind = getFieldValue(['measures', at, 'kind']) as string
            return kind === 'cash' ? (
              <>
                <Item
                  name={[at, 'amount_fen']}
                  label={t('casebook.prior_amount')}
                  rules={must}
                  style={{ width: 132 }}
                >
                  <MoneyInput />
                </Item>
                <Item name={[at, 'fund_id']} label={t('casebook.fund')} rules={must} style={{ width: 240 }}>
                  <Select options={funds} />
                </Item>
                <Item name={[at, 'instalments']} label={t('casebook.instalments')} style={{ width: 76 }}>
                  <InputNumber min={1} max={12} style={{ width: '100%' }} />
                </Item>
              </>
            ) : kind === 'service' ? (
              <Item name={[at, 'sessions']} label={t('casebook.session_count')} style={{ width: 96 }}>
                <InputNumber min={0} max={500} style={{ width: '100%' }} />
              </Item>
            ) : null
          }}
        </Form.Item>
        <Item name={[at, 'expected']} label={t('casebook.expected')} rules={must} className={css.wide}>
          <Input maxLength={500} />
        </Item>
        <Item name={[at, 'origin_id']} hidden>
          <Input />
        </Item>
        <Item name={[at, 'owner_name']} hidden>
          <Input />
        </Item>
      </div>
    </div>
  )
}

/** A signature under the draft; how many are wanted follows from the amount. */
export function ApprovePlanDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const plan = file.plan?.plans.find((one) => one.can.includes('approve'))
  if (!plan) return null
  return (
    <FormDialog<object>
      file={file}
      title={t('casebook.do_approve_plan')}
      intro={
        <>
          {t('casebook.intro_approve_plan', {
            who: plan.drafted_by,
            n: plan.measures.length,
            amount: yuan(plan.cash_fen),
          })}
          <ul className={css.lines}>
            {plan.measures.map((one) => (
              <li key={one.id}>
                <span>{one.title}</span>
                <span className="aux">
                  {one.owner_name} {one.due_on}
                </span>
                <b>{one.amount_fen > 0 ? yuan(one.amount_fen) : t(`casebook.kind_${one.kind}`)}</b>
              </li>
            ))}
          </ul>
        </>
      }
      verb={t('casebook.do_approve_plan')}
      done={t('casebook.done')}
      send={(_values, key) =>
        data(
          client.POST('/api/v1/cases/{id}/plan/{plan_id}/approve', {
            params: { path: { id: file.book.case.id, plan_id: plan.id } },
            headers: once(key),
            body: { version: plan.version },
          }),
        )
      }
      onClose={onClose}
    />
  )
}

/** What came of a measure. */
export function MeasureDialog({ file, id, onClose }: DialogProps) {
  const t = useT()
  const measure = file.plan?.plans.flatMap((one) => one.measures).find((one) => one.id === id)
  if (!measure) return null
  return (
    <FormDialog<Schemas['PlanReportInput']>
      file={file}
      title={t('casebook.do_measure')}
      intro={t('casebook.intro_measure', { title: measure.title, expected: measure.expected })}
      verb={t('casebook.do_measure')}
      done={t('casebook.done')}
      initial={{ state: 'done', result: measure.result }}
      send={(body, key) =>
        data(
          client.POST('/api/v1/cases/{id}/measures/{measure_id}/report', {
            params: { path: { id: file.book.case.id, measure_id: measure.id } },
            headers: once(key),
            body,
          }),
        )
      }
      onClose={onClose}
    >
      <Item name="state" label={t('casebook.progress_now')}>
        <Radio.Group
          options={(['done', 'doing', 'failed'] as const).map((value) => ({
            value,
            label: t(`casebook.report_${value}`),
          }))}
        />
      </Item>
      <Words name="result" label={t('casebook.result')} max={500} />
    </FormDialog>
  )
}

/** Money before the meeting, on two signatures. */
export function AskUrgentDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const codes = useCodes()
  const funds = useFunds()
  const { book } = file
  const purposes = book.case.needs.filter((one) => cashNeeds.includes(one))
  return (
    <FormDialog<Schemas['PlanUrgentInput']>
      file={file}
      title={t('casebook.do_ask_urgent')}
      intro={t('casebook.intro_ask_urgent')}
      verb={t('casebook.do_ask_urgent')}
      done={t('casebook.done')}
      initial={{ purpose: (purposes[0] ?? 'living') as 'living' }}
      send={(values, key) =>
        data(
          client.POST('/api/v1/cases/{id}/urgent', {
            params: { path: { id: book.case.id } },
            headers: once(key),
            body: { ...values, person_id: values.person_id ?? '' },
          }),
        )
      }
      onClose={onClose}
    >
      <div className={css.formRow}>
        <Item name="purpose" label={t('casebook.prior_purpose')} rules={[{ required: true }]}>
          <Select
            style={{ width: 110 }}
            options={cashNeeds.map((value) => ({ value, label: codes.label('need', value) }))}
          />
        </Item>
        <Item name="person_id" label={t('casebook.prior_person')}>
          <Select
            allowClear
            style={{ width: 130 }}
            placeholder={t('casebook.whole_household')}
            options={book.members.map((one) => ({ value: one.person.id, label: one.person.name }))}
          />
        </Item>
        <Item
          name="amount_fen"
          label={t('casebook.prior_amount')}
          rules={[{ required: true, message: '' }]}
          className={css.wide}
        >
          <MoneyInput />
        </Item>
      </div>
      <Item
        name="fund_id"
        label={t('casebook.fund')}
        rules={[{ required: true, message: t('casebook.fill', { name: t('casebook.fund') }) }]}
      >
        <Select options={funds ?? []} />
      </Item>
      <Words name="reason" label={t('ui.reason')} max={500} />
    </FormDialog>
  )
}

/** The second signature; then the money goes out. */
export function SignUrgentDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const codes = useCodes()
  const urgent = file.plan?.urgents.find((one) => one.can.includes('sign'))
  if (!urgent) return null
  return (
    <FormDialog<{ agree: boolean; reason: string }>
      file={file}
      title={t('casebook.do_sign_urgent')}
      intro={t('casebook.intro_sign_urgent', {
        who: urgent.asked_by,
        need: codes.label('need', urgent.purpose),
        amount: yuan(urgent.amount_fen),
        reason: urgent.reason,
      })}
      verb={t('casebook.confirm')}
      done={t('casebook.done')}
      initial={{ agree: true }}
      send={(body, key) =>
        data(
          client.POST('/api/v1/cases/{id}/urgent/{urgent_id}/sign', {
            params: { path: { id: file.book.case.id, urgent_id: urgent.id } },
            headers: once(key),
            body,
          }),
        )
      }
      onClose={onClose}
    >
      <Item name="agree">
        <Radio.Group
          options={[
            { value: true, label: t('casebook.urgent_agree') },
            { value: false, label: t('casebook.urgent_refuse') },
          ]}
        />
      </Item>
      <Words name="reason" label={t('ui.reason')} max={500} />
    </FormDialog>
  )
}

interface VisitForm {
  planned_on: string
  first: string
  second: string
  place_note?: string
}

/** When two visitors go. */
export function PlanVisitDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const today = useToday()
  const kind = (file.visits?.kind || 'initial') as 'initial'
  return (
    <FormDialog<VisitForm>
      file={file}
      title={t(`casebook.visit_${kind}`)}
      intro={t('casebook.intro_visit')}
      verb={t('casebook.book_visit')}
      done={t('casebook.done')}
      initial={{ planned_on: today }}
      send={({ planned_on, first, second, place_note }, key) =>
        data(
          client.POST('/api/v1/cases/{id}/visits', {
            params: { path: { id: file.book.case.id } },
            headers: once(key),
            body: { kind, planned_on, visitors: [first, second], place_note: place_note ?? '' },
          }),
        )
      }
      onClose={onClose}
    >
      <Item name="planned_on" label={t('casebook.visit_day')} rules={[{ required: true }]}>
        <DateInput min={today} />
      </Item>
      {(['first', 'second'] as const).map((name) => (
        <Item
          key={name}
          name={name}
          label={t(`casebook.visitor_${name}`)}
          rules={[{ required: true, message: t('casebook.fill', { name: t(`casebook.visitor_${name}`) }) }]}
        >
          <StaffSelect />
        </Item>
      ))}
      <Line
        name="place_note"
        label={t('casebook.visit_note')}
        optional
        max={200}
        placeholder={t('casebook.visit_note_hint')}
      />
    </FormDialog>
  )
}
