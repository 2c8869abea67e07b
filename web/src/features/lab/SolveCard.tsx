import { useMutation } from '@tanstack/react-query'
import Alert from 'antd/es/alert'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import InputNumber from 'antd/es/input-number'
import Segmented from 'antd/es/segmented'
import Select from 'antd/es/select'
import { useState } from 'react'
import { asApiError } from '../../api/errors'
import { sentenceOf } from '../../api/sentence'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { MoneyInput } from '../../ui/MoneyInput'
import { FrontierChart } from './Charts'
import css from './lab.module.css'
import { frontier, solve } from './queries'
import type { Aim, Lever, Other, Pair, Question, Solved } from './types'
import { type Kind, nameOf, signed, typed, unitOf, untyped, written } from './words'

interface Props {
  levers: Lever[]
  question: Question
  /** The reform whose other changes hold, and which takes the value. */
  of: number | undefined
  /** What was found last, to be kept with the run. */
  onFound: (found: { aim: Aim; other?: Other }) => void
  onTake: (key: string, value: string, now: string) => void
}

type Found = { aim: Aim; other?: Other; solved?: Solved; pairs?: Pair[] }

/** The value that spends exactly so much, or under which the pool lasts; alone, or together with a second parameter. */
export function SolveCard({ levers, question, of, onFound, onTake }: Props) {
  const t = useT()
  const [key, setKey] = useState('platform.medical.cap_year')
  const [otherKey, setOtherKey] = useState('')
  const [goal, setGoal] = useState<Aim['goal']>('spend')
  const [target, setTarget] = useState<number>()
  const [months, setMonths] = useState<number | null>(12)
  const [range, setRange] = useState<{ from?: string; to?: string; step?: string }>({})
  const lever = levers.find((one) => one.key === key)
  const other = levers.find((one) => one.key === otherKey)
  const run = useMutation({
    mutationFn: async (aim: Aim): Promise<Found> => {
      if (!other) return { aim, solved: await solve(question, aim) }
      const second = { key: other.key, from: other.low, to: other.high, points: 6 }
      return { aim, other: second, pairs: (await frontier(question, aim, second)).pairs }
    },
    onSuccess: ({ aim, other: second }) => onFound(second ? { aim, other: second } : { aim }),
  })
  if (!lever) return null
  const field = (name: 'from' | 'to' | 'step', usual: string) => range[name] ?? typed(usual, lever)
  const fine = lever.kind === 'ratio' ? '0.01' : '1'
  const ready = goal === 'spend' ? target !== undefined : months !== null
  const ask = () => {
    const value = (name: 'from' | 'to' | 'step', usual: string) => untyped(field(name, usual), lever) ?? ''
    run.mutate({
      key,
      goal,
      from: value('from', lever.low),
      to: value('to', lever.high),
      step: value('step', fine),
      of: of ?? 0,
      ...(goal === 'spend' ? { target_fen: target ?? 0 } : { months: months ?? 12 }),
    })
  }
  return (
    <Card grow padded>
      <div className={css.fields}>
        <div className={css.field}>
          <span>{t('lab.solve_for')}</span>
          <Select
            aria-label={t('lab.solve_for')}
            value={key}
            showSearch={{ optionFilterProp: 'label' }}
            options={levers.map((one) => ({ value: one.key, label: nameOf(one) }))}
            onChange={(next: string) => {
              setKey(next)
              setRange({})
              run.reset()
            }}
          />
        </div>
        <Segmented
          block
          aria-label={t('lab.goal')}
          value={goal}
          options={(['spend', 'last'] as const).map((one) => ({ value: one, label: t(`lab.goal_${one}`) }))}
          onChange={(next) => setGoal(next as Aim['goal'])}
        />
        {goal === 'spend' ? (
          <MoneyInput
            label={t('lab.target')}
            placeholder={t('lab.target')}
            {...(target === undefined ? {} : { value: target })}
            onChange={setTarget}
          />
        ) : (
          <InputNumber
            aria-label={t('lab.months')}
            min={1}
            max={1200}
            value={months}
            suffix={t('lab.unit_months')}
            onChange={(n) => setMonths(n)}
          />
        )}
        <details>
          <summary>{t('lab.range')}</summary>
          <div className={css.range}>
            {(
              [
                ['from', lever.low],
                ['to', lever.high],
                ['step', fine],
              ] as const
            ).map(([name, usual]) => (
              <div key={name} className={css.field}>
                <span>{t(`lab.range_${name}`)}</span>
                <Input
                  aria-label={t(`lab.range_${name}`)}
                  inputMode="decimal"
                  value={field(name, usual)}
                  suffix={<span className="aux">{unitOf(lever, t)}</span>}
                  onChange={(event) => setRange((old) => ({ ...old, [name]: event.target.value }))}
                />
              </div>
            ))}
          </div>
          <div className={css.field}>
            <span>{t('lab.second')}</span>
            <Select
              aria-label={t('lab.second')}
              allowClear
              placeholder={t('lab.second_none')}
              value={otherKey || undefined}
              options={levers
                .filter((one) => one.key !== key)
                .map((one) => ({ value: one.key, label: nameOf(one) }))}
              onChange={(next: string | undefined) => {
                setOtherKey(next ?? '')
                run.reset()
              }}
            />
          </div>
        </details>
        <Button block disabled={!ready} loading={run.isPending} onClick={ask}>
          {t('lab.find')}
        </Button>
      </div>
      <div aria-live="polite">
        {run.isError ? <Alert type="warning" title={sentenceOf(asApiError(run.error))} /> : null}
        {run.data?.solved ? (
          <Answer
            solved={run.data.solved}
            lever={lever}
            onTake={(value) => onTake(lever.key, value, lever.value)}
          />
        ) : null}
        {run.data?.pairs && other ? (
          <FrontierChart
            pairs={run.data.pairs}
            x={`${nameOf(other)} ${unitOf(other, t)}`}
            y={`${nameOf(lever)} ${unitOf(lever, t)}`}
            numberX={(value) => Number(typed(value, other))}
            number={(value) => Number(typed(value, lever))}
          />
        ) : null}
      </div>
    </Card>
  )
}

interface AnswerProps {
  solved: Solved
  lever: Kind
  onTake?: (value: string) => void
}

/** What was found, with the values just below and just above as the proof. */
export function Answer({ solved, lever, onTake }: AnswerProps) {
  const t = useT()
  const off = solved.cost_fen - solved.target_fen
  return (
    <section className={css.found} aria-label={t('lab.found')}>
      {solved.value === '' ? (
        <p>{t('lab.too_dear')}</p>
      ) : (
        <>
          <p>
            {t('lab.should_be')} <b>{written(solved.value, lever, t)}</b>{' '}
            {lever.kind === 'ratio' ? '' : unitOf(lever, t)}
          </p>
          <p className="sec">
            {solved.exact
              ? t('lab.exact', { cost: yuan(solved.cost_fen) })
              : t('lab.not_exact', { cost: yuan(solved.cost_fen), off: yuan(Math.abs(off)) })}
          </p>
        </>
      )}
      <table className={css.proof}>
        <caption className="unseen">{t('lab.proof')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('lab.value')}</th>
            <th scope="col" className="num">
              {t('lab.cost')}
            </th>
            <th scope="col" className="num">
              {t('lab.to_target')}
            </th>
          </tr>
        </thead>
        <tbody>
          {solved.proof.map((point) => (
            <tr key={point.value} aria-current={point.value === solved.value ? 'true' : undefined}>
              <td>{written(point.value, lever, t)}</td>
              <td className="num">{yuan(point.cost_fen)}</td>
              <td className="num">{signed(point.cost_fen - solved.target_fen)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="aux">
        {solved.exact || solved.nearest.length < 2
          ? t('lab.tried', { n: solved.tried })
          : t('lab.nearest', {
              a: written(solved.nearest[0]?.value ?? '', lever, t),
              b: written(solved.nearest[1]?.value ?? '', lever, t),
            })}
      </p>
      {onTake && solved.value !== '' ? (
        <Button type="link" onClick={() => onTake(solved.value)}>
          {t('lab.take')}
        </Button>
      ) : null}
    </section>
  )
}
