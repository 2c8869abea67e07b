import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useCodes } from '../../api/codes'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { DateInput } from '../../ui/DateInput'
import { Field, Fields } from '../../ui/Field'
import { Icon } from '../../ui/Icon'
import { MoneyInput } from '../../ui/MoneyInput'
import { useToday } from '../../ui/today'
import { selfPaid } from './application'
import { type AmountDraft, type BillDraft, newAmount, newBill } from './draft'
import css from './intake.module.css'
import type { StepProps } from './MembersStep'

const billParts = [
  'basic_fen',
  'serious_fen',
  'medical_aid_fen',
  'mutual_fen',
  'commercial_fen',
  'earlier_fen',
] as const
const visitKinds = ['inpatient', 'outpatient', 'oral_drug', 'special_drug', 'other'] as const

/** Income, what cannot be avoided, and the settlements of hospitals. */
export function MoneyStep({ draft, change }: StepProps) {
  const t = useT()
  const medical = draft.needs.includes('medical') || draft.bills.length > 0
  return (
    <>
      <Amounts side="income" draft={draft} change={change} />
      <Amounts side="rigid" draft={draft} change={change} />
      {medical ? (
        <Bills draft={draft} change={change} />
      ) : (
        <Button
          icon={<Icon name="plus" />}
          onClick={() => change({ bills: [newBill(draft.members[0]?.key ?? '')] })}
        >
          {t('intake.add_bill')}
        </Button>
      )}
      <Flags draft={draft} change={change} />
    </>
  )
}

function Amounts({ side, draft, change }: StepProps & { side: AmountDraft['side'] }) {
  const t = useT()
  const codes = useCodes()
  const rows = draft.amounts.filter((one) => one.side === side)
  const sum = rows.reduce((total, one) => total + (one.year_fen ?? 0), 0)
  const set = (key: string, part: Partial<AmountDraft>) =>
    change({ amounts: draft.amounts.map((one) => (one.key === key ? { ...one, ...part } : one)) })
  const persons = draft.members.map((m, n) => ({
    value: m.key,
    label: m.name || t('intake.member_n', { n: n + 1 }),
  }))
  return (
    <section className={css.block}>
      <header>
        <h3>{t(`intake.${side}`)}</h3>
        <span className="aux">{t(`intake.${side}_hint`)}</span>
        <span className={css.sum}>
          {t('intake.year_sum')} <b>{yuan(sum)}</b> {t('ui.yuan')}
        </span>
      </header>
      {rows.map((one) => (
        <div key={one.key} className={css.row}>
          <Select
            aria-label={t('intake.whose')}
            value={one.person || undefined}
            style={{ width: 124 }}
            options={persons}
            onChange={(person: string) => set(one.key, { person })}
          />
          <Select
            aria-label={t('intake.kind')}
            id={`${one.key}_kind`}
            value={one.kind}
            showSearch={{ optionFilterProp: 'label' }}
            style={{ width: 168 }}
            options={codes.options(side)}
            onChange={(kind: string) => set(one.key, { kind })}
          />
          <div className={css.amount}>
            <MoneyInput
              id={`${one.key}_year_fen`}
              label={t('intake.year_amount')}
              placeholder={t('intake.year_amount')}
              value={one.year_fen}
              onChange={(year_fen) => set(one.key, { year_fen })}
            />
          </div>
          <Checkbox
            checked={one.has_evidence}
            onChange={(e) => set(one.key, { has_evidence: e.target.checked })}
          >
            {t('intake.has_evidence')}
          </Checkbox>
          <Button
            type="text"
            aria-label={t('intake.remove')}
            onClick={() => change({ amounts: draft.amounts.filter((x) => x.key !== one.key) })}
          >
            <Icon name="cross" />
          </Button>
        </div>
      ))}
      <Button
        icon={<Icon name="plus" />}
        onClick={() =>
          change({
            amounts: [
              ...draft.amounts,
              newAmount(
                side,
                draft.members[0]?.key ?? '',
                side === 'income' ? 'wage' : draft.needs.includes('medical') ? 'medical' : 'living',
              ),
            ],
          })
        }
      >
        {t(`intake.add_${side}`)}
      </Button>
    </section>
  )
}

function Bills({ draft, change }: StepProps) {
  const t = useT()
  const total = draft.bills.reduce((sum, one) => sum + selfPaid(one), 0)
  return (
    <section className={css.block}>
      <header>
        <h3>{t('intake.bills')}</h3>
        <span className="aux">{t('intake.bills_hint')}</span>
        <span className={css.sum}>
          {t('intake.self_sum')} <b>{yuan(total)}</b> {t('ui.yuan')}
        </span>
      </header>
      {draft.bills.map((bill, index) => (
        <BillRow
          key={bill.key}
          bill={bill}
          index={index}
          draft={draft}
          set={(part) =>
            change({ bills: draft.bills.map((one) => (one.key === bill.key ? { ...one, ...part } : one)) })
          }
          onRemove={() => change({ bills: draft.bills.filter((one) => one.key !== bill.key) })}
        />
      ))}
      <Button
        icon={<Icon name="plus" />}
        onClick={() =>
          change({
            bills: [...draft.bills, newBill(draft.bills.at(-1)?.person ?? draft.members[0]?.key ?? '')],
          })
        }
      >
        {t('intake.add_bill')}
      </Button>
    </section>
  )
}

interface BillProps {
  bill: BillDraft
  index: number
  draft: StepProps['draft']
  set: (part: Partial<BillDraft>) => void
  onRemove: () => void
}

function BillRow({ bill, index, draft, set, onRemove }: BillProps) {
  const t = useT()
  const today = useToday()
  const own = selfPaid(bill)
  const id = (name: string) => `${bill.key}_${name}`
  return (
    <div className={css.bill}>
      <header>
        <b>{t('intake.bill_n', { n: index + 1 })}</b>
        <span className={own < 0 ? css.bad : undefined}>
          {t('intake.self_paid')} <b>{yuan(own)}</b> {t('ui.yuan')}
        </span>
        <button type="button" className={css.remove} onClick={onRemove}>
          {t('intake.remove')}
        </button>
      </header>
      <Fields columns={4}>
        <Field id={id('person')} label={t('intake.patient')}>
          <Select
            id={id('person')}
            value={bill.person || undefined}
            options={draft.members.map((m, n) => ({
              value: m.key,
              label: m.name || t('intake.member_n', { n: n + 1 }),
            }))}
            onChange={(person: string) => set({ person })}
          />
        </Field>
        <Field id={id('hospital')} label={t('intake.hospital')} required>
          <Input
            id={id('hospital')}
            value={bill.hospital}
            maxLength={60}
            onChange={(e) => set({ hospital: e.target.value })}
          />
        </Field>
        <Field id={id('from_on')} label={t('intake.from_on')} required>
          <DateInput
            id={id('from_on')}
            max={today}
            value={bill.from_on}
            onChange={(from_on) => set({ from_on })}
          />
        </Field>
        <Field
          id={id('to_on')}
          label={t('intake.to_on')}
          error={bill.to_on && bill.to_on < bill.from_on ? t('intake.backwards') : undefined}
        >
          <DateInput id={id('to_on')} max={today} value={bill.to_on} onChange={(to_on) => set({ to_on })} />
        </Field>
        <Field
          id={id('total_fen')}
          label={t('intake.total')}
          required
          error={own < 0 ? t('intake.more_than_total') : undefined}
        >
          <MoneyInput
            id={id('total_fen')}
            value={bill.total_fen}
            onChange={(total_fen) => set({ total_fen })}
          />
        </Field>
        {billParts.map((part) => (
          <Field key={part} id={id(part)} label={t(`intake.${part}`)}>
            <MoneyInput id={id(part)} value={bill[part]} onChange={(fen) => set({ [part]: fen })} />
          </Field>
        ))}
        <Field id={id('visit_kind')} label={t('intake.visit_kind')}>
          <Select
            id={id('visit_kind')}
            value={bill.visit_kind || 'inpatient'}
            options={visitKinds.map((value) => ({ value, label: t(`intake.visit_${value}`) }))}
            onChange={(visit_kind: string) => set({ visit_kind })}
          />
        </Field>
        <Field id={id('diagnosis')} label={t('intake.diagnosis')}>
          <Input
            id={id('diagnosis')}
            value={bill.diagnosis}
            maxLength={200}
            onChange={(e) => set({ diagnosis: e.target.value })}
          />
        </Field>
        <Field id={id('disease')} label={t('intake.icd')}>
          <Input
            id={id('disease')}
            value={bill.disease}
            maxLength={10}
            onChange={(e) => set({ disease: e.target.value.toUpperCase() })}
          />
        </Field>
        <Field id={id('invoice_no')} label={t('intake.invoice_no')}>
          <Input
            id={id('invoice_no')}
            value={bill.invoice_no}
            maxLength={30}
            autoComplete="off"
            onChange={(e) => set({ invoice_no: e.target.value })}
          />
        </Field>
      </Fields>
    </div>
  )
}

/** What excludes unless a leader waives it; folded, since most have none. */
function Flags({ draft, change }: StepProps) {
  const t = useT()
  const codes = useCodes()
  return (
    <section className={css.block} id="flags">
      <header>
        <h3>{t('intake.flags')}</h3>
        <span className="aux">{t('intake.flags_hint')}</span>
      </header>
      <Checkbox.Group
        className={css.flags}
        value={draft.flags}
        options={codes.options('flag')}
        onChange={(flags) => change({ flags: flags as string[] })}
      />
    </section>
  )
}
