import Input from 'antd/es/input'
import type { ReactNode } from 'react'
import { useCodes } from '../../api/codes'
import { useMe } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Field } from '../../ui/Field'
import type { Place } from '../../ui/StepForm'
import { useToday } from '../../ui/today'
import { ageOn, type StepKey, selfPaid } from './application'
import css from './intake.module.css'
import type { StepProps } from './MembersStep'

export interface Warning {
  code: string
  text: string
}

/** The whole application once more, and the warnings that want a word. */
export function ReviewStep({
  draft,
  change,
  warnings,
  go,
}: StepProps & { warnings: Warning[]; go: (place: Place) => void }) {
  const t = useT()
  const me = useMe()
  const today = useToday()
  const codes = useCodes()
  const nameOf = (key: string) => draft.members.find((m) => m.key === key)?.name ?? ''
  const sum = (side: string) =>
    draft.amounts.filter((one) => one.side === side).reduce((n, one) => n + (one.year_fen ?? 0), 0)
  const area = codes.areas.find((one) => one.code === draft.area_code)?.name ?? ''
  const row = (step: StepKey, label: string, text: ReactNode) => (
    <tr>
      <th scope="row">{t(`intake.${label}`)}</th>
      <td>{text || <span className="aux">—</span>}</td>
      <td className="num">
        <button type="button" className={css.plain} onClick={() => go({ step })}>
          {t('intake.change')}
        </button>
      </td>
    </tr>
  )
  return (
    <>
      {warnings.length > 0 ? (
        <section className={css.warnings}>
          <h3>{t('intake.warnings')}</h3>
          {warnings.map((one) => (
            <Field key={one.code} id={`override_${one.code}`} label={one.text}>
              <Input
                id={`override_${one.code}`}
                maxLength={200}
                placeholder={t('intake.why_right')}
                value={draft.overrides[one.code] ?? ''}
                onChange={(e) => change({ overrides: { ...draft.overrides, [one.code]: e.target.value } })}
              />
            </Field>
          ))}
        </section>
      ) : null}
      <table className={css.review}>
        <tbody>
          {row(
            'members',
            'members',
            draft.members.map((m, n) => (
              <span key={m.key} className={css.person}>
                {m.name || t('intake.member_n', { n: n + 1 })}{' '}
                <span className="sec">
                  {[
                    n > 0 ? codes.label('relation', m.relation) : t('intake.head_short'),
                    codes.label('sex', m.sex),
                    m.birth_on ? t('intake.age', { n: ageOn(m.birth_on, today) ?? '' }) : '',
                    m.health !== '' && m.health !== '1' ? codes.label('health', m.health) : '',
                    m.school,
                    m.employer_name,
                  ]
                    .filter(Boolean)
                    .join(' ')}
                </span>
              </span>
            )),
          )}
          {row('members', 'home', [area, draft.street, draft.community, draft.address].join(''))}
          {row(
            'needs',
            'needs',
            draft.needs.map((one) => codes.label('need', one)).join('、') +
              (draft.urgent ? `（${t('intake.urgent_short')}）` : ''),
          )}
          {row('needs', 'cause', codes.label('cause', draft.cause))}
          {row('needs', 'summary', draft.summary)}
          {row('money', 'income', `${yuan(sum('income'))} ${t('ui.yuan')}`)}
          {row('money', 'rigid', `${yuan(sum('rigid'))} ${t('ui.yuan')}`)}
          {draft.bills.some((one) => one.total_fen)
            ? row(
                'money',
                'bills',
                t('intake.bills_sum', {
                  n: draft.bills.filter((one) => one.total_fen).length,
                  total: yuan(draft.bills.reduce((n, one) => n + (one.total_fen ?? 0), 0)),
                  own: yuan(draft.bills.reduce((n, one) => n + selfPaid(one), 0)),
                }),
              )
            : null}
          {draft.flags.length > 0
            ? row('money', 'flags', draft.flags.map((one) => codes.label('flag', one)).join('、'))
            : null}
          {row(
            'roles',
            'applicant',
            draft.on_behalf
              ? t('intake.by_union', { name: me.org.name })
              : draft.applicant_name || draft.members[0]?.name,
          )}
          {row('roles', 'qualifier', nameOf(draft.qualifier))}
          {row('roles', 'beneficiaries', draft.beneficiaries.map(nameOf).join('、'))}
          {row(
            'roles',
            'payee',
            [
              nameOf(draft.payee),
              draft.account_number
                ? t('intake.tail', { last4: draft.account_number.replace(/\D/g, '').slice(-4) })
                : draft.account_known,
            ]
              .filter(Boolean)
              .join('，'),
          )}
          {row(
            'papers',
            'papers',
            [
              draft.truth ? t('intake.truth') : '',
              draft.represent && draft.on_behalf ? t('intake.represent') : '',
              ...draft.papers.map((one) => codes.label('paper', one.kind)),
            ]
              .filter(Boolean)
              .join('、'),
          )}
        </tbody>
      </table>
    </>
  )
}
