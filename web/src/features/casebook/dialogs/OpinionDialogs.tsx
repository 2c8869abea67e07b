import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useCodes } from '../../../api/codes'
import { client, data, once } from '../../../api/http'
import { useT } from '../../../lib/i18n'
import { yuan } from '../../../lib/money'
import { Icon } from '../../../ui/Icon'
import { MoneyInput } from '../../../ui/MoneyInput'
import { useToday } from '../../../ui/today'
import css from '../casebook.module.css'
import { ageOf } from '../derive'
import { assessmentQuery } from '../queries'
import { type DialogProps, FormDialog } from './FormDialog'
import { Item, Words } from './fields'

interface Prior {
  department: string
  project: string
  purpose: string
  period: string
  person_id?: string
  amount_fen: number
  counts?: boolean
}

/** What every other scheme already gave; the platform is the last layer. */
export function PriorDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const codes = useCodes()
  const today = useToday()
  const { book } = file
  const persons = book.members.map((one) => ({ value: one.person.id, label: one.person.name }))
  return (
    <FormDialog<{ priors: Prior[] }>
      file={file}
      width={980}
      title={t('casebook.do_prior')}
      intro={t('casebook.intro_prior')}
      verb={t('casebook.save_priors')}
      done={t('casebook.done')}
      initial={{
        priors: (book.details.priors ?? []).map((one) => ({
          ...one,
          person_id: one.person_id || undefined,
        })) as Prior[],
      }}
      send={({ priors = [] }, key, version) =>
        data(
          client.POST('/api/v1/cases/{id}/priors', {
            params: { path: { id: book.case.id } },
            headers: once(key),
            body: {
              version,
              priors: priors.map((one) => ({
                department: one.department,
                project: one.project,
                purpose: one.purpose,
                period: one.period,
                person_id: one.person_id ?? '',
                amount_fen: one.amount_fen ?? 0,
                counts: one.counts ?? false,
              })),
            },
          }),
        )
      }
      onClose={onClose}
    >
      <Form.List name="priors">
        {(rows, { add, remove }) => (
          <>
            {rows.length === 0 ? <p className={css.quiet}>{t('casebook.priors_empty')}</p> : null}
            {rows.map((row) => {
              const label = (key: string) => (row.name === 0 ? t(key) : undefined)
              return (
                <div key={row.key} className={css.formRow}>
                  <Item
                    name={[row.name, 'department']}
                    label={label('casebook.prior_department')}
                    rules={[{ required: true, message: '' }]}
                  >
                    <Select
                      showSearch={{ optionFilterProp: 'label' }}
                      options={codes.options('department')}
                      style={{ width: 120 }}
                      aria-label={t('casebook.prior_department')}
                    />
                  </Item>
                  <Item
                    name={[row.name, 'project']}
                    label={label('casebook.prior_project')}
                    rules={[{ required: true, message: '' }]}
                    className={css.wide}
                  >
                    <Input maxLength={60} aria-label={t('casebook.prior_project')} />
                  </Item>
                  <Item
                    name={[row.name, 'purpose']}
                    label={label('casebook.prior_purpose')}
                    rules={[{ required: true, message: '' }]}
                  >
                    <Select
                      options={codes.options('need')}
                      style={{ width: 100 }}
                      aria-label={t('casebook.prior_purpose')}
                    />
                  </Item>
                  <Item name={[row.name, 'person_id']} label={label('casebook.prior_person')}>
                    <Select
                      allowClear
                      placeholder={t('casebook.whole_household')}
                      options={persons}
                      style={{ width: 112 }}
                      aria-label={t('casebook.prior_person')}
                    />
                  </Item>
                  <Item
                    name={[row.name, 'period']}
                    label={label('casebook.prior_period')}
                    rules={[{ required: true, min: 4, message: '' }]}
                  >
                    <Input
                      maxLength={20}
                      style={{ width: 96 }}
                      placeholder={today.slice(0, 4)}
                      aria-label={t('casebook.prior_period')}
                    />
                  </Item>
                  <Item
                    name={[row.name, 'amount_fen']}
                    label={label('casebook.prior_amount')}
                    rules={[{ required: true, message: '' }]}
                    style={{ width: 130 }}
                  >
                    <MoneyInput label={t('casebook.prior_amount')} />
                  </Item>
                  <Item
                    name={[row.name, 'counts']}
                    label={label('casebook.prior_counts')}
                    valuePropName="checked"
                    style={{ width: 66 }}
                  >
                    <Checkbox aria-label={t('casebook.prior_counts')} />
                  </Item>
                  <Button type="text" aria-label={t('casebook.remove_row')} onClick={() => remove(row.name)}>
                    <Icon name="cross" />
                  </Button>
                </div>
              )
            })}
            <Button
              icon={<Icon name="plus" />}
              onClick={() =>
                add({ purpose: book.case.needs[0], period: today.slice(0, 4), department: 'civil' })
              }
            >
              {t('casebook.add_prior')}
            </Button>
          </>
        )}
      </Form.List>
    </FormDialog>
  )
}

interface Assess {
  rural?: boolean
  unable?: string[]
  accident_loss_fen?: number
  study_cost_fen?: Record<string, number | undefined>
  idle_months?: Record<string, number | undefined>
}

const filled = (all: Record<string, number | undefined> = {}) =>
  Object.fromEntries(Object.entries(all).filter((pair): pair is [string, number] => (pair[1] ?? 0) > 0))

/** What the file does not say by itself; then the rules compute. */
export function AssessDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const today = useToday()
  const { book } = file
  const adults = book.members.filter((one) => (ageOf(one.person.birth_on, today) ?? 0) >= 16)
  const students = book.case.needs.includes('study')
    ? book.members.filter((one) => one.person.form.school)
    : []
  const idle = adults.filter((one) => ['2', '3'].includes(one.person.work_status))
  return (
    <FormDialog<Assess>
      file={file}
      title={t('casebook.do_assess')}
      intro={t('casebook.intro_assess')}
      verb={t('casebook.assess_verb')}
      done={t('casebook.assess_done')}
      send={(values, key, version) =>
        data(
          client.POST('/api/v1/cases/{id}/assess', {
            params: { path: { id: book.case.id } },
            headers: once(key),
            body: {
              version,
              rural: values.rural ?? false,
              unable: values.unable ?? [],
              accident_loss_fen: values.accident_loss_fen ?? 0,
              study_cost_fen: filled(values.study_cost_fen),
              idle_months: filled(values.idle_months),
            },
          }),
        )
      }
      onClose={onClose}
    >
      <Item name="rural" valuePropName="checked">
        <Checkbox>{t('casebook.rural')}</Checkbox>
      </Item>
      {adults.length > 0 ? (
        <Item name="unable" label={t('casebook.unable')} extra={t('casebook.unable_hint')}>
          <Checkbox.Group options={adults.map((one) => ({ value: one.person.id, label: one.person.name }))} />
        </Item>
      ) : null}
      {idle.map((one) => (
        <Item
          key={one.person.id}
          name={['idle_months', one.person.id]}
          label={t('casebook.idle', { name: one.person.name })}
          normalize={(v: string) => Math.min(12, Number(v) || 0)}
        >
          <Input inputMode="numeric" style={{ width: 120 }} suffix={t('casebook.months')} />
        </Item>
      ))}
      {students.map((one) => (
        <Item
          key={one.person.id}
          name={['study_cost_fen', one.person.id]}
          label={t('casebook.study_cost', { name: one.person.name })}
          style={{ width: 240 }}
        >
          <MoneyInput />
        </Item>
      ))}
      <Item name="accident_loss_fen" label={t('casebook.accident_loss')} style={{ width: 240 }}>
        <MoneyInput placeholder={t('casebook.if_any')} />
      </Item>
    </FormDialog>
  )
}

interface Propose {
  text: string
  proposals: { need: string; person_id?: string; amount_fen?: number; basis?: string }[]
}

/** The first opinion with its amounts; the assessment's are filled in. */
export function ProposeDialog({ file, onClose }: DialogProps) {
  const { book } = file
  const assessment = useQuery(assessmentQuery(book.case.assessment_id))
  if (book.case.assessment_id !== '' && assessment.isPending) return null
  return <ProposeForm file={file} onClose={onClose} />
}

function ProposeForm({ file, onClose }: DialogProps) {
  const t = useT()
  const codes = useCodes()
  const { book } = file
  const result = useQuery(assessmentQuery(book.case.assessment_id)).data?.result
  const persons = book.members.map((one) => ({ value: one.person.id, label: one.person.name }))
  const suggested = (result?.proposals ?? [])
    .filter((one) => one.amount_fen > 0)
    .map((one) => ({
      need: one.need,
      person_id: one.ref || undefined,
      amount_fen: one.amount_fen,
      basis: t('casebook.by_rule'),
    }))
  return (
    <FormDialog<Propose>
      file={file}
      width={760}
      title={t('casebook.do_propose')}
      intro={result ? result.sentence : t('casebook.intro_propose')}
      verb={t('casebook.do_propose')}
      done={t('casebook.done')}
      initial={{ text: '', proposals: suggested }}
      send={({ text, proposals = [] }, key, version) =>
        data(
          client.POST('/api/v1/cases/{id}/propose', {
            params: { path: { id: book.case.id } },
            headers: once(key),
            body: {
              version,
              text,
              proposals: proposals.map((one) => ({
                need: one.need,
                person_id: one.person_id ?? '',
                amount_fen: one.amount_fen ?? 0,
                basis: one.basis ?? '',
              })),
            },
          }),
        )
      }
      onClose={onClose}
    >
      <Words
        name="text"
        label={t('casebook.opinion_text')}
        max={2000}
        placeholder={t('casebook.opinion_hint')}
      />
      <Form.List name="proposals">
        {(rows, { add, remove }) => (
          <>
            {rows.map((row) => {
              const label = (key: string) => (row.name === 0 ? t(key) : undefined)
              return (
                <div key={row.key} className={css.formRow}>
                  <Item
                    name={[row.name, 'need']}
                    label={label('casebook.needs')}
                    rules={[{ required: true, message: '' }]}
                  >
                    <Select
                      options={book.case.needs.map((value) => ({ value, label: codes.label('need', value) }))}
                      style={{ width: 110 }}
                      aria-label={t('casebook.needs')}
                    />
                  </Item>
                  <Item name={[row.name, 'person_id']} label={label('casebook.prior_person')}>
                    <Select
                      allowClear
                      placeholder={t('casebook.whole_household')}
                      options={persons}
                      style={{ width: 130 }}
                      aria-label={t('casebook.prior_person')}
                    />
                  </Item>
                  <Item
                    name={[row.name, 'amount_fen']}
                    label={label('casebook.proposed_amount')}
                    rules={[{ required: true, message: '' }]}
                    style={{ width: 150 }}
                  >
                    <MoneyInput label={t('casebook.proposed_amount')} />
                  </Item>
                  <Item name={[row.name, 'basis']} label={label('casebook.basis')} className={css.wide}>
                    <Input maxLength={200} aria-label={t('casebook.basis')} />
                  </Item>
                  <Button type="text" aria-label={t('casebook.remove_row')} onClick={() => remove(row.name)}>
                    <Icon name="cross" />
                  </Button>
                </div>
              )
            })}
            <div className={css.formFoot}>
              <Button icon={<Icon name="plus" />} onClick={() => add({ need: book.case.needs[0] })}>
                {t('casebook.add_proposal')}
              </Button>
              <Form.Item noStyle shouldUpdate>
                {({ getFieldValue }) => {
                  const all = (getFieldValue('proposals') ?? []) as Propose['proposals']
                  return (
                    <span>
                      {t('casebook.proposed_sum')}{' '}
                      <b>{yuan(all.reduce((s, one) => s + (one?.amount_fen ?? 0), 0))}</b> {t('ui.yuan')}
                    </span>
                  )
                }}
              </Form.Item>
            </div>
          </>
        )}
      </Form.List>
    </FormDialog>
  )
}
