import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Segmented from 'antd/es/segmented'
import { useState } from 'react'
import { url } from '../../api/http'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { cx } from '../../lib/cx'
import { type Translate, useT } from '../../lib/i18n'
import { DateText } from '../../ui/DateText'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { Tag } from '../../ui/Tag'
import { tones } from './Detail'
import { policyKeys, ruleHistoryQuery, ruleVersionQuery, withdrawRules } from './queries'
import css from './rules.module.css'
import { Outcomes } from './TestOutcomes'
import type { RuleDetail, RuleLine, RuleVersion } from './types'
import { usePolicyState } from './usePolicyState'
import { unitOf, wordOf } from './value'

const parts = ['formulas', 'params', 'tests', 'text', 'versions'] as const
type Part = (typeof parts)[number]

interface Props {
  line: RuleLine
  id: string
  onRevise: () => void
}

/** One version of a rule set: what it says in words, what it needs, what proves it, and the text itself. */
export function RuleSetDetail({ line, id, onRevise }: Props) {
  const t = useT()
  const version = useQuery(ruleVersionQuery(id))
  const [part, setPart] = useState<Part>('formulas')
  if (!version.data)
    return (
      <section className={css.detail}>
        {version.isError ? (
          <ErrorState error={version.error} onRetry={() => void version.refetch()} />
        ) : (
          <Loading lines={8} />
        )}
      </section>
    )
  const one = version.data
  return (
    <section className={css.detail} aria-label={wordOf(one.title)}>
      <Head one={one} onRevise={onRevise} />
      {one.sound ? null : (
        <p className={css.unsound} role="status">
          <Icon name="warn" />
          {t('policy.unsound')}
        </p>
      )}
      <Segmented
        className={css.parts}
        aria-label={t('policy.part')}
        value={part}
        options={parts.map((value) => ({ value, label: t(`policy.part_${value}`) }))}
        onChange={setPart}
      />
      <div className={css.body}>
        {part === 'formulas' ? <Formulas one={one} /> : null}
        {part === 'params' ? <Params one={one} /> : null}
        {part === 'tests' ? <Outcomes list={one.tests} empty={t('policy.tests_none')} /> : null}
        {part === 'text' ? <Text one={one} /> : null}
        {part === 'versions' ? <Versions line={line} shown={id} /> : null}
      </div>
    </section>
  )
}

function Head({ one, onRevise }: { one: RuleDetail; onRevise: () => void }) {
  const t = useT()
  const state = usePolicyState()
  const queries = useQueryClient()
  const take = useAction({
    send: withdrawRules,
    done: t('policy.withdrawn'),
    onDone: async () => {
      state.set({ version: '' })
      await queries.invalidateQueries({ queryKey: policyKeys.all })
    },
  })
  return (
    <header>
      <div>
        <h2>
          {wordOf(one.title) || one.name}
          <span>{t('policy.rule_version', { n: one.version })}</span>
          <Tag tone={tones[one.state] ?? 'grey'}>{t(`policy.state_${one.state}`)}</Tag>
        </h2>
        <span className={css.acts}>
          {can(one, 'revise') ? <Button onClick={onRevise}>{t('policy.revise')}</Button> : null}
          {can(one, 'withdraw') ? (
            <Button loading={take.pending} onClick={() => take.run(one.id)}>
              {t('policy.withdraw')}
            </Button>
          ) : null}
        </span>
      </div>
      <dl>
        <dt>{t('policy.from')}</dt>
        <dd>
          {one.from_start ? t('policy.from_start') : <DateText date={one.from_on} style="paper" />}
          {one.to_on ? (
            <>
              {t('policy.until')}
              <DateText date={one.to_on} style="paper" />
            </>
          ) : null}
        </dd>
        <dt>{t('policy.document')}</dt>
        <dd>{documentOf(one, t) || <span className="aux">—</span>}</dd>
        <dt>{t('policy.sources')}</dt>
        <dd>{one.sources.join('；') || '—'}</dd>
        {one.note ? (
          <>
            <dt>{t('policy.reason')}</dt>
            <dd>{one.note}</dd>
          </>
        ) : null}
        {one.otherwise.length > 0 ? (
          <>
            <dt>{t('policy.tests_changed')}</dt>
            <dd>{one.otherwise.map((test) => test.name).join('；')}</dd>
          </>
        ) : null}
      </dl>
    </header>
  )
}

function Formulas({ one }: { one: RuleDetail }) {
  const t = useT()
  const [all, setAll] = useState(false)
  const rows = all ? one.variables : one.variables.filter((x) => x.row)
  return (
    <>
      <p className={css.hint}>
        {t('policy.formulas_hint')}
        <Button type="link" size="small" onClick={() => setAll(!all)}>
          {t(all ? 'policy.formulas_rows' : 'policy.formulas_all', { n: one.variables.length })}
        </Button>
      </p>
      <ul className={css.formulas}>
        {rows.map((x) => (
          <li key={`${x.entity.zh} ${x.name}`}>
            <p>
              <b>{wordOf(x.label)}</b>
              <span className="aux">
                {wordOf(x.entity)} <code>{x.name}</code> {unitOf(x.unit, t)}
              </span>
            </p>
            {wordOf(x.text) ? <p>{wordOf(x.text)}</p> : null}
            <code className={css.formula}>
              {x.formula}
              {x.when ? <em>{t('policy.formula_when', { when: x.when })}</em> : null}
            </code>
          </li>
        ))}
      </ul>
    </>
  )
}

/** The text as it is written, and below it the worked tests that the version brought along. */
function Text({ one }: { one: RuleDetail }) {
  const t = useT()
  return (
    <>
      <p className={css.hint}>
        <Button
          size="small"
          icon={<Icon name="download" />}
          href={url(`/policy/rule-versions/${one.id}/export`)}
          download
        >
          {t(one.tests_text ? 'policy.download_both' : 'policy.download')}
        </Button>
      </p>
      <pre className={css.text}>{one.text}</pre>
      {one.tests_text ? (
        <>
          <h3 className={css.second}>{t('policy.own_tests')}</h3>
          <pre className={css.text}>{one.tests_text}</pre>
        </>
      ) : null}
    </>
  )
}

function Params({ one }: { one: RuleDetail }) {
  const t = useT()
  if (one.params.length === 0) return <p className={css.hint}>{t('policy.params_none')}</p>
  return (
    <ul className={css.params}>
      {one.params.map((x) => (
        <li key={x.key}>
          <b>{wordOf(x.label)}</b>
          <code>{x.key}</code>
          <span>
            {x.value ? t('policy.carried', { value: x.value }) : ''} {unitOf(x.unit, t)}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Versions({ line, shown }: { line: RuleLine; shown: string }) {
  const t = useT()
  const state = usePolicyState()
  const history = useQuery(ruleHistoryQuery(line.name))
  if (history.isPending) return <Loading lines={4} />
  if (history.isError) return <ErrorState error={history.error} onRetry={() => void history.refetch()} />
  return (
    <ol className={css.versions}>
      {history.data.map((one) => (
        <li key={one.id} className={cx(one.id === shown && css.chosen)}>
          <p>
            <button
              type="button"
              aria-pressed={one.id === shown}
              onClick={() => state.set({ rules: line.name, version: one.id })}
            >
              {t('policy.rule_version', { n: one.version })}
            </button>
            <Tag tone={tones[one.state] ?? 'grey'}>{t(`policy.state_${one.state}`)}</Tag>
            <Since one={one} />
          </p>
          <p className="sec">{[documentOf(one, t), one.note].filter(Boolean).join(' · ')}</p>
          <p className="aux" hidden={one.shipped}>
            {t(one.adopted_by ? 'policy.adopted_by' : 'policy.proposed_by', {
              who: one.adopted_by || one.proposed_by,
            })}{' '}
            <DateText at={one.adopted_at || one.proposed_at} />
          </p>
        </li>
      ))}
    </ol>
  )
}

/** What a version rests on: the document of its adoption, or the program that it came with. */
function documentOf(one: { shipped: boolean; document: string }, t: Translate): string {
  return one.shipped ? t('policy.shipped') : one.document
}

function Since({ one }: { one: RuleVersion }) {
  const t = useT()
  return (
    <span>
      {one.from_start ? (
        t('policy.from_start')
      ) : (
        <>
          {t('policy.since')}
          <DateText date={one.from_on} style="paper" />
        </>
      )}
      {one.to_on ? (
        <>
          {t('policy.until')}
          <DateText date={one.to_on} style="paper" />
        </>
      ) : null}
    </span>
  )
}
