import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import Slider from 'antd/es/slider'
import { useState } from 'react'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { Icon } from '../../ui/Icon'
import { MoneyInput } from '../../ui/MoneyInput'
import css from './lab.module.css'
import type { Changes, Lever, Wording } from './types'
import { nameOf, typed, unitOf, untyped, wordingOf, written } from './words'

interface Props {
  /** What the pool can give, in fen; another amount may be typed to try it. */
  available: number
  pool: number | undefined
  onPool: (fen: number | undefined) => void
  levers: Lever[]
  changes: Changes
  /** Versions of rule sets that may stand in for those in force, and the chosen ones. */
  choices: Wording[]
  rules: string[]
  onRules: (ids: string[]) => void
  /** There are other reforms, so that this one may go. */
  onDrop: (() => void) | undefined
  onChange: (key: string, value: string, now: string) => void
  onClear: () => void
}

/** The parameters of the platform's own aid are always there; others are added when wanted. */
export function LeverCard({
  available,
  pool,
  onPool,
  levers,
  changes,
  choices,
  rules,
  onRules,
  onDrop,
  onChange,
  onClear,
}: Props) {
  const t = useT()
  const [added, setAdded] = useState<string[]>([])
  const shown = levers.filter(
    (one) => ['platform', 'disease'].includes(one.group) || added.includes(one.key) || one.key in changes,
  )
  const rest = levers.filter((one) => !shown.includes(one))
  const n = Object.keys(changes).length + rules.length
  return (
    <Card grow>
      <p className={css.changed}>
        {n > 0 ? t('lab.changed_n', { n }) : t('lab.nothing_changed')}
        <span>
          {n > 0 ? (
            <Button type="link" size="small" onClick={onClear}>
              {t('lab.clear')}
            </Button>
          ) : null}
          {onDrop ? (
            <Button type="link" size="small" onClick={onDrop}>
              {t('lab.drop')}
            </Button>
          ) : null}
        </span>
      </p>
      <ul className={css.levers}>
        {choices.length > 0 ? (
          <li className={css.lever}>
            <span className={css.leverName}>{t('lab.rules')}</span>
            <Select
              className={css.rules}
              aria-label={t('lab.rules')}
              mode="multiple"
              placeholder={t('lab.rules_now')}
              value={rules}
              options={choices.map((one) => ({ value: one.id, label: wordingOf(one, t) }))}
              onChange={onRules}
            />
          </li>
        ) : null}
        {shown.map((lever) => (
          <LeverRow
            key={lever.key}
            lever={lever}
            value={changes[lever.key] ?? lever.value}
            onChange={(value) => onChange(lever.key, value, lever.value)}
          />
        ))}
        <li className={css.lever}>
          <div>
            <span className={css.leverName}>{t('lab.try_pool')}</span>
            <span className={css.typed}>
              <MoneyInput
                label={t('lab.try_pool')}
                placeholder={yuan(Math.floor(available / 100) * 100)}
                {...(pool === undefined ? {} : { value: pool })}
                onChange={onPool}
              />
            </span>
          </div>
        </li>
        <li className={css.add}>
          <Select
            aria-label={t('lab.add_lever')}
            placeholder={t('lab.add_lever')}
            value={null}
            showSearch={{ optionFilterProp: 'label' }}
            options={rest.map((one) => ({ value: one.key, label: nameOf(one) }))}
            onChange={(key: string) => setAdded((old) => [...old, key])}
          />
        </li>
      </ul>
    </Card>
  )
}

interface RowProps {
  lever: Lever
  value: string
  onChange: (value: string) => void
}

/** One parameter: a field to type in and a slider, with the value in force marked. */
function LeverRow({ lever, value, onChange }: RowProps) {
  const t = useT()
  const name = nameOf(lever)
  const number = (text: string) => Number(typed(text, lever) || lever.high)
  const [low, high, step] = [number(lever.low), number(lever.high), number(lever.step)]
  const places = (String(step).split('.')[1] ?? '').length
  const now = lever.value && lever.value !== 'none' ? number(lever.value) : undefined
  return (
    <li className={css.lever}>
      <div>
        <span className={css.leverName}>{name}</span>
        <Typed lever={lever} name={name} value={value} onChange={onChange} />
      </div>
      <Slider
        ariaLabelForHandle={name}
        ariaValueTextFormatterForHandle={(n) => `${n} ${unitOf(lever, t)}`}
        min={Math.min(low, now ?? low)}
        max={Math.max(high, now ?? high, value === 'none' ? high : number(value))}
        step={step}
        value={value === 'none' ? high : number(value)}
        tooltip={{ open: false }}
        included
        marks={now === undefined ? {} : { [now]: { label: <i className={css.mark} />, style: { top: -14 } } }}
        onChange={(n: number) => onChange(untyped(n.toFixed(places), lever) ?? value)}
      />
      <p className={css.scale}>
        <span>{written(lever.low, lever, t)}</span>
        <span>{t('lab.now', { value: written(lever.value, lever, t) })}</span>
        <span>{written(lever.high, lever, t)}</span>
      </p>
      {value !== lever.value ? (
        <Button
          type="text"
          size="small"
          className={css.undo}
          icon={<Icon name="cross" label={t('lab.undo', { name })} />}
          onClick={() => onChange(lever.value)}
        />
      ) : null}
    </li>
  )
}

function Typed({ lever, name, value, onChange }: RowProps & { name: string }) {
  const t = useT()
  const [draft, setDraft] = useState<string | null>(null)
  const bad = draft !== null && untyped(draft, lever) === undefined
  return (
    <Input
      aria-label={t('lab.value_of', { name })}
      className={css.typed}
      inputMode="decimal"
      status={bad ? 'error' : ''}
      placeholder={lever.kind === 'limit' ? t('lab.no_limit') : ''}
      suffix={<span className="aux">{unitOf(lever, t)}</span>}
      value={draft ?? typed(value, lever)}
      onChange={(event) => {
        setDraft(event.target.value)
        const next = untyped(event.target.value, lever)
        if (next !== undefined && event.target.value.trim() !== '') onChange(next)
      }}
      onBlur={() => {
        const next = draft === null ? undefined : untyped(draft, lever)
        if (next !== undefined) onChange(next)
        setDraft(null)
      }}
      onPressEnter={(event) => event.currentTarget.blur()}
    />
  )
}
