import Checkbox from 'antd/es/checkbox'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useCodes } from '../../api/codes'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { Field } from '../../ui/Field'
import { Icon } from '../../ui/Icon'
import { newBill } from './draft'
import css from './intake.module.css'
import type { StepProps } from './MembersStep'

/** What the household needs, and why. */
export function NeedsStep({ draft, change }: StepProps) {
  const t = useT()
  const codes = useCodes()
  const toggle = (need: string) => {
    const on = !draft.needs.includes(need)
    const needs = codes
      .list('need')
      .map((one) => one.code)
      .filter((code) => (code === need ? on : draft.needs.includes(code)))
    const ill = draft.members.find((m) => m.health !== '' && m.health !== '1') ?? draft.members[0]
    const bills =
      need === 'medical' && on && draft.bills.length === 0 ? [newBill(ill?.key ?? '')] : draft.bills
    change({ needs, bills })
  }
  return (
    <>
      <fieldset className={css.group} id="needs">
        <legend className={css.label}>{t('intake.needs')}</legend>
        <div className={css.toggles}>
          {codes.list('need').map((one) => {
            const on = draft.needs.includes(one.code)
            return (
              <button
                key={one.code}
                type="button"
                aria-pressed={on}
                className={cx(css.toggle, on && css.on)}
                onClick={() => toggle(one.code)}
              >
                <b>
                  {one.label}
                  {on ? <Icon name="check" size={14} /> : null}
                </b>
                <span>{t(`intake.need_${one.code}`)}</span>
              </button>
            )
          })}
        </div>
      </fieldset>
      <div className={css.causes}>
        <Field id="cause" label={t('intake.cause')} required>
          <Select
            id="cause"
            value={draft.cause || undefined}
            showSearch={{ optionFilterProp: 'label' }}
            options={codes.options('cause')}
            onChange={(cause: string) => change({ cause })}
          />
        </Field>
        <Checkbox checked={draft.urgent} onChange={(e) => change({ urgent: e.target.checked })}>
          {t('intake.urgent')}
        </Checkbox>
      </div>
      <Field id="summary" label={t('intake.summary')} required hint={t('intake.summary_hint')}>
        <Input.TextArea
          id="summary"
          rows={4}
          maxLength={2000}
          value={draft.summary}
          placeholder={t('intake.summary_example')}
          onChange={(e) => change({ summary: e.target.value })}
        />
      </Field>
    </>
  )
}
