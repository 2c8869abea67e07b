import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { useCodes } from '../../api/codes'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { DateInput } from '../../ui/DateInput'
import { Field, Fields } from '../../ui/Field'
import { Icon } from '../../ui/Icon'
import { MoneyInput } from '../../ui/MoneyInput'
import { useToday } from '../../ui/today'
import { ageOn, withMember } from './application'
import { type IntakeDraft, type MemberDraft, newMember } from './draft'
import css from './intake.module.css'
import { type Checked, findingOf, useMemberCheck } from './useMemberCheck'

export interface StepProps {
  draft: IntakeDraft
  change: (part: Partial<IntakeDraft>) => void
}

/** The usual relations first; the rest of GB/T 4761 by typing. */
const usual = ['11', '12', '20', '30', '51', '52', '53', '54', '71', '73', '75', '77', '41', '42']

/** Who lives together; the first one applies. */
export function MembersStep({ draft, change }: StepProps) {
  const t = useT()
  const set = (key: string, part: Partial<MemberDraft>) => change(withMember(draft, key, part))
  const remove = (m: MemberDraft) =>
    change({
      members: draft.members.filter((one) => one.key !== m.key),
      removed: m.person_id ? [...draft.removed, { person_id: m.person_id, name: m.name }] : draft.removed,
      beneficiaries: draft.beneficiaries.filter((key) => key !== m.key),
      qualifier: draft.qualifier === m.key ? '' : draft.qualifier,
      payee: draft.payee === m.key ? (draft.members[0]?.key ?? '') : draft.payee,
      amounts: draft.amounts.map((one) =>
        one.person === m.key ? { ...one, person: draft.members[0]?.key ?? '' } : one,
      ),
      bills: draft.bills.map((one) =>
        one.person === m.key ? { ...one, person: draft.members[0]?.key ?? '' } : one,
      ),
    })
  const next = draft.members.some((m) => m.relation === '11' || m.relation === '12')
    ? '20'
    : draft.members[0]?.sex === '2'
      ? '11'
      : '12'
  return (
    <>
      {draft.members.map((m, index) => (
        <MemberRow
          key={m.key}
          member={m}
          index={index}
          draft={draft}
          set={(part) => set(m.key, part)}
          onRemove={index === 0 ? undefined : () => remove(m)}
        />
      ))}
      <Button
        icon={<Icon name="plus" />}
        onClick={() => change({ members: [...draft.members, newMember(next)] })}
      >
        {t('intake.add_member')}
      </Button>
      <Home draft={draft} change={change} />
    </>
  )
}

interface RowProps {
  member: MemberDraft
  index: number
  draft: IntakeDraft
  set: (part: Partial<MemberDraft>) => void
  onRemove: (() => void) | undefined
}

function MemberRow({ member: m, index, draft, set, onRemove }: RowProps) {
  const t = useT()
  const today = useToday()
  const codes = useCodes()
  const checked = useMemberCheck(m, draft)
  const id = (name: string) => `${m.key}_${name}`
  useFilled(m, checked, set)
  const age = ageOn(m.birth_on, today)
  const isCitizen = m.doc_type === '1'
  const relations = codes.list('relation')
  const order = (code: string) => {
    const at = usual.indexOf(code)
    return at < 0 ? usual.length : at
  }
  return (
    <section className={css.member} aria-label={m.name || t('intake.member_n', { n: index + 1 })}>
      <header>
        <b>{index === 0 ? t('intake.head_of_household') : t('intake.member_n', { n: index + 1 })}</b>
        {m.birth_on && age !== undefined ? (
          <span className="sec">
            {codes.label('sex', m.sex)} {t('intake.age', { n: age })} {m.birth_on}
          </span>
        ) : null}
        {onRemove ? (
          <button type="button" className={css.remove} onClick={onRemove}>
            {t('intake.remove')}
          </button>
        ) : null}
      </header>
      <Fields columns={4}>
        <Field id={id('name')} label={t('intake.name')} required {...findingOf(checked, 'name')}>
          <Input
            id={id('name')}
            value={m.name}
            maxLength={60}
            autoComplete="off"
            onChange={(e) => set({ name: e.target.value })}
          />
        </Field>
        <Field
          id={id('doc_no')}
          label={isCitizen ? t('intake.id_no') : codes.label('document_type', m.doc_type)}
          required
          {...findingOf(checked, 'doc_no')}
          hint={m.doc_masked && !m.doc_no ? t('intake.kept', { value: m.doc_masked }) : undefined}
        >
          <Input
            id={id('doc_no')}
            value={m.doc_no}
            maxLength={60}
            autoComplete="off"
            placeholder={m.doc_masked}
            onChange={(e) => set({ doc_no: e.target.value, ...(isCitizen ? { birth_on: '', sex: '' } : {}) })}
          />
        </Field>
        {index === 0 ? (
          <Field id={id('phone')} label={t('intake.phone')} {...findingOf(checked, 'phone')}>
            <Input
              id={id('phone')}
              inputMode="tel"
              value={m.phone}
              maxLength={40}
              autoComplete="off"
              placeholder={m.phone_masked}
              onChange={(e) => set({ phone: e.target.value })}
            />
          </Field>
        ) : (
          <Field
            id={id('relation')}
            label={t('intake.relation')}
            required
            {...findingOf(checked, 'relation')}
          >
            <Select
              id={id('relation')}
              value={m.relation || undefined}
              showSearch={{ optionFilterProp: 'label' }}
              options={relations
                .filter((one) => one.code !== '01' && one.code !== '02')
                .sort((a, b) => order(a.code) - order(b.code))
                .map((one) => ({ value: one.code, label: one.label }))}
              onChange={(relation: string) => set({ relation })}
            />
          </Field>
        )}
        <Field id={id('health')} label={t('intake.health')}>
          <Select
            id={id('health')}
            value={m.health || undefined}
            showSearch={{ optionFilterProp: 'label' }}
            options={codes.options('health')}
            onChange={(health: string) => set({ health })}
          />
        </Field>
      </Fields>
      <Taken member={m} checked={checked} set={set} />
      <More member={m} index={index} draft={draft} checked={checked} set={set} />
    </section>
  )
}

/** Birth date and sex stand in the number; nobody types them. */
function useFilled(m: MemberDraft, checked: Checked | undefined, set: (part: Partial<MemberDraft>) => void) {
  useEffect(() => {
    if (!checked?.birth_on || m.doc_type !== '1' || !m.doc_no) return
    if (checked.birth_on !== m.birth_on || checked.sex !== m.sex)
      set({ birth_on: checked.birth_on, sex: checked.sex })
  }, [checked, m, set])
}

/** The person is in another household's file. */
function Taken({
  member,
  checked,
  set,
}: {
  member: MemberDraft
  checked: Checked | undefined
  set: RowProps['set']
}) {
  const t = useT()
  const old = checked?.existing
  if (!old?.in_household || old.same_household) return null
  return (
    <div className={css.taken} role="alert">
      <Icon name="warn" size={14} />
      {old.visible ? (
        <span>
          {t(old.open_case ? 'intake.in_open_case' : 'intake.in_household', {
            name: old.household_name ?? '',
          })}{' '}
          {old.case_id ? <Link to={paths.case(old.case_id)}>{t('intake.open_case')}</Link> : null}
        </span>
      ) : (
        <span>{t('intake.in_other')}</span>
      )}
      {old.open_case ? null : (
        <Input
          aria-label={t('intake.move_reason')}
          placeholder={t('intake.move_reason')}
          value={member.move}
          maxLength={500}
          onChange={(e) => set({ move: e.target.value })}
        />
      )}
    </div>
  )
}

/** What only some needs ask for; opened by itself when they do. */
function More({
  member: m,
  index,
  draft,
  checked,
  set,
}: Omit<RowProps, 'onRemove'> & { checked: Checked | undefined }) {
  const t = useT()
  const today = useToday()
  const codes = useCodes()
  const [open, setOpen] = useState(false)
  const id = (name: string) => `${m.key}_${name}`
  const age = ageOn(m.birth_on, today)
  const ill = m.health !== '' && m.health !== '1'
  const disabled = m.health === '20' || draft.needs.includes('rehabilitation') || m.dis_type !== ''
  const student =
    m.school !== '' || (draft.needs.includes('study') && (age === undefined || (age >= 3 && age <= 30)))
  const worker = m.union_member || m.employer_name !== '' || (draft.on_behalf && index === 0)
  const all = open || !isPlain(m)
  return (
    <>
      {ill || disabled || student || worker || all ? (
        <div className={css.more}>
          <Fields columns={4}>
            {ill || all ? (
              <Field
                id={id('disease')}
                label={t('intake.disease')}
                {...findingOf(checked, 'medical.disease')}
              >
                <Input
                  id={id('disease')}
                  value={m.disease}
                  maxLength={200}
                  onChange={(e) => set({ disease: e.target.value })}
                />
              </Field>
            ) : null}
            {student || open ? (
              <>
                <Field id={id('school')} label={t('intake.school')}>
                  <Input
                    id={id('school')}
                    value={m.school}
                    maxLength={100}
                    onChange={(e) => set({ school: e.target.value })}
                  />
                </Field>
                <Field id={id('school_stage')} label={t('intake.school_stage')}>
                  <Select
                    id={id('school_stage')}
                    allowClear
                    value={m.school_stage || undefined}
                    options={codes.options('school_stage')}
                    onChange={(school_stage: string | undefined) => set({ school_stage: school_stage ?? '' })}
                  />
                </Field>
              </>
            ) : null}
            {worker || all ? (
              <>
                <Field id={id('employer_name')} label={t('intake.employer')}>
                  <Input
                    id={id('employer_name')}
                    value={m.employer_name}
                    maxLength={100}
                    onChange={(e) => set({ employer_name: e.target.value })}
                  />
                </Field>
                <Field id={id('work_status')} label={t('intake.work_status')}>
                  <Select
                    id={id('work_status')}
                    allowClear
                    value={m.work_status || undefined}
                    options={codes.options('working_status')}
                    onChange={(work_status: string | undefined) => set({ work_status: work_status ?? '' })}
                  />
                </Field>
                <Field id={id('month_fen')} label={t('intake.month_income')}>
                  <MoneyInput
                    id={id('month_fen')}
                    value={m.month_fen}
                    onChange={(month_fen) => set({ month_fen })}
                  />
                </Field>
              </>
            ) : null}
            {disabled || open ? (
              <>
                <Field
                  id={id('dis_cert')}
                  label={t('intake.dis_cert')}
                  {...findingOf(checked, 'disability.cert_no')}
                >
                  <Input
                    id={id('dis_cert')}
                    value={m.dis_cert}
                    maxLength={40}
                    autoComplete="off"
                    onChange={(e) => set({ dis_cert: e.target.value })}
                  />
                </Field>
                <Field id={id('dis_type')} label={t('intake.dis_type')}>
                  <Select
                    id={id('dis_type')}
                    allowClear
                    value={m.dis_type || undefined}
                    options={codes.options('disability_type')}
                    onChange={(v: string | undefined) => set({ dis_type: v ?? '' })}
                  />
                </Field>
                <Field id={id('dis_level')} label={t('intake.dis_level')}>
                  <Select
                    id={id('dis_level')}
                    allowClear
                    value={m.dis_level || undefined}
                    options={codes.options('disability_level')}
                    onChange={(v: string | undefined) => set({ dis_level: v ?? '' })}
                  />
                </Field>
              </>
            ) : null}
            {open ? (
              <>
                <Field id={id('doc_type')} label={t('intake.doc_type')}>
                  <Select
                    id={id('doc_type')}
                    value={m.doc_type}
                    options={codes.options('document_type')}
                    onChange={(doc_type: string) => set({ doc_type })}
                  />
                </Field>
                {m.doc_type === '1' ? null : (
                  <>
                    <Field
                      id={id('birth_on')}
                      label={t('intake.birth_on')}
                      {...findingOf(checked, 'birth_on')}
                    >
                      <DateInput
                        id={id('birth_on')}
                        max={today}
                        value={m.birth_on}
                        onChange={(birth_on) => set({ birth_on })}
                      />
                    </Field>
                    <Field id={id('sex')} label={t('intake.sex')}>
                      <Select
                        id={id('sex')}
                        value={m.sex || undefined}
                        options={codes.options('sex')}
                        onChange={(sex: string) => set({ sex })}
                      />
                    </Field>
                  </>
                )}
              </>
            ) : null}
          </Fields>
        </div>
      ) : null}
      <div className={css.memberFoot}>
        <Checkbox checked={m.union_member} onChange={(e) => set({ union_member: e.target.checked })}>
          {t('intake.union_member')}
        </Checkbox>
        <button type="button" className={css.plain} aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? 'intake.fewer_fields' : 'intake.more_fields')}
        </button>
      </div>
    </>
  )
}

const isPlain = (m: MemberDraft) =>
  m.disease === '' && m.employer_name === '' && m.work_status === '' && m.month_fen === undefined

/** Where the household lives, chosen and not typed. */
function Home({ draft, change }: StepProps) {
  const t = useT()
  const codes = useCodes()
  const streets = codes.areas.find((one) => one.code === draft.area_code)?.streets ?? []
  return (
    <section className={css.home}>
      <h3>{t('intake.home')}</h3>
      <Fields columns={4}>
        <Field id="area_code" label={t('intake.area')} required>
          <Select
            id="area_code"
            showSearch={{ optionFilterProp: 'label' }}
            value={draft.area_code || undefined}
            options={codes.areas.map((one) => ({ value: one.code, label: one.name }))}
            onChange={(area_code: string) => change({ area_code, street: '' })}
          />
        </Field>
        <Field id="street" label={t('intake.street')} required>
          <Select
            id="street"
            showSearch={{ optionFilterProp: 'label' }}
            disabled={draft.area_code === ''}
            value={draft.street || undefined}
            options={streets.map((one) => ({ value: one.label, label: one.label }))}
            onChange={(street: string) => change({ street })}
          />
        </Field>
        <Field id="community" label={t('intake.community')}>
          <Input
            id="community"
            value={draft.community}
            maxLength={60}
            onChange={(e) => change({ community: e.target.value })}
          />
        </Field>
        <Field id="housing" label={t('intake.housing')}>
          <Select
            id="housing"
            allowClear
            value={draft.housing || undefined}
            options={codes.options('housing')}
            onChange={(housing: string | undefined) => change({ housing: housing ?? '' })}
          />
        </Field>
      </Fields>
      <Field
        id="address"
        label={t('intake.address')}
        className={css.address}
        hint={draft.has_address && !draft.address ? t('intake.address_kept') : undefined}
      >
        <Input
          id="address"
          value={draft.address}
          maxLength={200}
          onChange={(e) => change({ address: e.target.value })}
        />
      </Field>
    </section>
  )
}
