import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useState } from 'react'
import { useT } from '../../lib/i18n'
import { parseYuan, yuan } from '../../lib/money'
import { Icon } from '../../ui/Icon'
import css from './form.module.css'
import { Ask } from './parts'
import type { StepProps } from './steps'
import type { Seen, Statement } from './types'

/** What the household says it earns and spends, and what was seen. */
export function StepMoney({ form, record, change }: StepProps) {
  const t = useT()
  return (
    <>
      <Statements
        title={t('visits.incomes')}
        prefix="income"
        kinds={form.incomes}
        value={record.incomes ?? []}
        onChange={(incomes) => change({ incomes })}
      />
      <Statements
        title={t('visits.costs')}
        prefix="cost"
        kinds={form.costs}
        value={record.costs ?? []}
        onChange={(costs) => change({ costs })}
      />
      <Property
        kinds={form.property}
        value={record.property ?? []}
        onChange={(property) => change({ property })}
      />
    </>
  )
}

interface StatementsProps {
  title: string
  prefix: string
  kinds: string[]
  value: Statement[]
  onChange: (list: Statement[]) => void
}

function Statements({ title, prefix, kinds, value, onChange }: StatementsProps) {
  const t = useT()
  const total = value.reduce((sum, one) => sum + one.year_fen, 0)
  const set = (index: number, part: Partial<Statement>) =>
    onChange(value.map((one, i) => (i === index ? { ...one, ...part } : one)))
  return (
    <Ask title={title} note={total > 0 ? t('visits.year_total', { sum: yuan(total) }) : t('visits.optional')}>
      <div className={css.rows}>
        {value.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own
          <div key={index} className={css.row}>
            <Select
              aria-label={t('visits.kind_of', { what: title })}
              value={one.kind}
              options={kinds.map((kind) => ({ value: kind, label: t(`visits.${prefix}_${kind}`) }))}
              onChange={(kind) => set(index, { kind })}
            />
            <Yuan
              label={t('visits.per_year')}
              value={one.year_fen}
              onChange={(year_fen) => set(index, { year_fen })}
            />
            <Remove onClick={() => onChange(value.filter((_, i) => i !== index))} />
            <Input
              aria-label={t('visits.note')}
              placeholder={t('visits.note')}
              maxLength={200}
              value={one.note ?? ''}
              onChange={(event) => set(index, { note: event.target.value })}
            />
          </div>
        ))}
        <button
          type="button"
          className={css.add}
          onClick={() => onChange([...value, { kind: kinds[0] ?? 'other', year_fen: 0 }])}
        >
          <Icon name="plus" />
          {t('visits.add_one')}
        </button>
      </div>
    </Ask>
  )
}

function Property({
  kinds,
  value,
  onChange,
}: {
  kinds: string[]
  value: Seen[]
  onChange: (list: Seen[]) => void
}) {
  const t = useT()
  const set = (index: number, part: Partial<Seen>) =>
    onChange(value.map((one, i) => (i === index ? { ...one, ...part } : one)))
  return (
    <Ask title={t('visits.property')} note={t('visits.optional')}>
      <div className={css.rows}>
        {value.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own
          <div key={index} className={css.row}>
            <Select
              aria-label={t('visits.property')}
              value={one.kind}
              options={kinds.map((kind) => ({ value: kind, label: t(`visits.property_${kind}`) }))}
              onChange={(kind) => set(index, { kind })}
            />
            <Input
              aria-label={t('visits.count')}
              inputMode="numeric"
              suffix={t('visits.pieces')}
              value={one.count ? String(one.count) : ''}
              onChange={(event) =>
                set(index, { count: Math.min(9999, Number(event.target.value.replace(/\D/g, '')) || 0) })
              }
            />
            <Remove onClick={() => onChange(value.filter((_, i) => i !== index))} />
            <Input
              aria-label={t('visits.note')}
              placeholder={t('visits.note')}
              maxLength={200}
              value={one.note ?? ''}
              onChange={(event) => set(index, { note: event.target.value })}
            />
          </div>
        ))}
        <button
          type="button"
          className={css.add}
          onClick={() => onChange([...value, { kind: kinds[0] ?? 'other', count: 1 }])}
        >
          <Icon name="plus" />
          {t('visits.add_one')}
        </button>
      </div>
    </Ask>
  )
}

function Yuan({ label, value, onChange }: { label: string; value: number; onChange: (fen: number) => void }) {
  const t = useT()
  const [text, setText] = useState(value ? yuan(value) : '')
  return (
    <Input
      aria-label={label}
      inputMode="decimal"
      suffix={t('visits.yuan_year')}
      status={text && parseYuan(text) === undefined ? 'error' : undefined}
      value={text}
      onChange={(event) => {
        setText(event.target.value)
        const fen = parseYuan(event.target.value)
        if (fen !== undefined && fen >= 0) onChange(fen)
        else if (event.target.value === '') onChange(0)
      }}
      onBlur={() => setText(value ? yuan(value) : '')}
    />
  )
}

function Remove({ onClick }: { onClick: () => void }) {
  const t = useT()
  return (
    <Button type="text" icon={<Icon name="cross" />} aria-label={t('visits.remove_row')} onClick={onClick} />
  )
}
