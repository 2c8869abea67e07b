import Checkbox from 'antd/es/checkbox'
import Input from 'antd/es/input'
import Radio from 'antd/es/radio'
import Select from 'antd/es/select'
import { useCodes } from '../../api/codes'
import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { Field, Fields } from '../../ui/Field'
import { useToday } from '../../ui/today'
import { ageOn } from './application'
import { newMember } from './draft'
import css from './intake.module.css'
import type { StepProps } from './MembersStep'
import { findingOf, useMemberCheck } from './useMemberCheck'

/** The five roles of one application: who applies, who is the union member, who is helped, who is paid. */
export function RolesStep({ draft, change }: StepProps) {
  const t = useT()
  const me = useMe()
  const today = useToday()
  const codes = useCodes()
  const payee = draft.members.find((m) => m.key === draft.payee)
  const checked = useMemberCheck(payee ?? nobody, draft)
  const label = (key: string) => {
    const n = draft.members.findIndex((m) => m.key === key)
    const m = draft.members[n]
    const relation = m && n > 0 ? codes.label('relation', m.relation) : t('intake.head_short')
    return `${m?.name || t('intake.member_n', { n: n + 1 })}（${relation}）`
  }
  const persons = draft.members.map((m) => ({ value: m.key, label: label(m.key) }))
  const minor = payee && (ageOn(payee.birth_on, today) ?? 18) < 18
  return (
    <>
      <section className={css.block}>
        <header>
          <h3>{t('intake.applicant')}</h3>
        </header>
        <Radio.Group
          value={draft.on_behalf}
          onChange={(e) => {
            const member =
              draft.qualifier || draft.members.find((m) => m.union_member)?.key || draft.members[0]?.key || ''
            change({ on_behalf: e.target.value as boolean, ...(e.target.value ? { qualifier: member } : {}) })
          }}
          options={[
            { value: false, label: t('intake.by_household') },
            { value: true, label: t('intake.by_union', { name: me.org.name }) },
          ]}
        />
        <Fields columns={3}>
          {draft.on_behalf ? null : (
            <Field id="applicant_name" label={t('intake.applicant_name')} hint={t('intake.applicant_hint')}>
              <Input
                id="applicant_name"
                value={draft.applicant_name}
                maxLength={60}
                placeholder={draft.members[0]?.name}
                onChange={(e) => change({ applicant_name: e.target.value })}
              />
            </Field>
          )}
          <Field
            id="qualifier"
            label={t('intake.qualifier')}
            required={draft.on_behalf}
            hint={t('intake.qualifier_hint')}
          >
            <Select
              id="qualifier"
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              value={draft.qualifier || undefined}
              placeholder={t('intake.none')}
              options={persons}
              onChange={(qualifier: string | undefined) => change({ qualifier: qualifier ?? '' })}
            />
          </Field>
        </Fields>
      </section>
      <section className={css.block}>
        <header>
          <h3>{t('intake.beneficiaries')}</h3>
          <span className="aux">{t('intake.beneficiaries_hint')}</span>
        </header>
        <Checkbox.Group
          value={draft.beneficiaries}
          onChange={(keys) =>
            change({ beneficiaries: draft.members.map((m) => m.key).filter((key) => keys.includes(key)) })
          }
        >
          <div id="beneficiaries" className={css.persons}>
            {persons.map((one) => (
              <Checkbox key={one.value} value={one.value}>
                {one.label}
              </Checkbox>
            ))}
          </div>
        </Checkbox.Group>
      </section>
      <section className={css.block}>
        <header>
          <h3>{t('intake.payee')}</h3>
          <span className="aux">{t('intake.payee_hint')}</span>
        </header>
        <Fields columns={4}>
          <Field id="payee" label={t('intake.payee')} required>
            <Select
              id="payee"
              value={draft.payee || undefined}
              options={persons}
              onChange={(key: string) => change({ payee: key, account_known: '' })}
            />
          </Field>
          <Field
            id="account_number"
            label={t('intake.account_number')}
            {...findingOf(checked, 'account.number')}
            hint={
              draft.account_number
                ? checked?.bank
                : draft.account_known
                  ? t('intake.kept', { value: draft.account_known })
                  : t('intake.account_later')
            }
          >
            <Input
              id="account_number"
              inputMode="numeric"
              autoComplete="off"
              maxLength={40}
              value={draft.account_number}
              onChange={(e) => change({ account_number: e.target.value })}
            />
          </Field>
          <Field id="account_branch" label={t('intake.account_branch')}>
            <Input
              id="account_branch"
              maxLength={100}
              value={draft.account_branch}
              onChange={(e) => change({ account_branch: e.target.value })}
            />
          </Field>
          <Field
            id="account_holder"
            label={t('intake.account_holder')}
            {...findingOf(checked, 'account.holder')}
          >
            <Input
              id="account_holder"
              maxLength={60}
              value={draft.account_holder}
              placeholder={payee?.name}
              onChange={(e) => change({ account_holder: e.target.value })}
            />
          </Field>
        </Fields>
        {minor || draft.account_is_guardian ? (
          <Field id="account_is_guardian" label="" {...findingOf(checked, 'account.is_guardian')}>
            <Checkbox
              id="account_is_guardian"
              checked={draft.account_is_guardian}
              onChange={(e) => change({ account_is_guardian: e.target.checked })}
            >
              {t('intake.guardian_account')}
            </Checkbox>
          </Field>
        ) : null}
      </section>
    </>
  )
}

const nobody = newMember('')
