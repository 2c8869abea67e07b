import type { ReactNode } from 'react'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import css from './lab.module.css'
import type { Answer } from './types'
import { percent, short, signed } from './words'

interface Props {
  answer: Answer
  /** The place of the shown reform; undefined shows what is in force. */
  of: number | undefined
  stale?: boolean
}

/** The answer in figures: what it costs, how long the pool lasts, whom it reaches, how even it is. */
export function FigureBand({ answer, of, stale }: Props) {
  const t = useT()
  const { base, pool } = answer
  const reform = of === undefined ? undefined : answer.outcomes[of]
  const is = reform?.figures ?? base
  const more = reform?.versus
  const top = Math.max(pool.available_fen, base.cost_fen, is.cost_fen, 1)
  const wide = (fen: number) => `${(Math.max(fen, 0) / top) * 100}%`
  return (
    <div className={cx(css.band, stale && css.stale)} aria-live="polite" aria-busy={stale ? true : undefined}>
      <Figure
        className={css.cost}
        label={t('lab.cost')}
        was={reform ? (base.cost_fen >= 1e10 ? short(base.cost_fen) : yuan(base.cost_fen)) : ''}
        is={yuan(is.cost_fen)}
        unit={t('lab.unit_yuan')}
      >
        <span className={css.bar} aria-hidden="true">
          <i className={css.available} style={{ width: wide(pool.available_fen) }} />
          <i className={css.is} style={{ width: wide(is.cost_fen) }} />
          <i className={css.was} style={{ left: wide(base.cost_fen) }} />
        </span>
        <small>
          {t('lab.pool_line', {
            available: short(pool.available_fen),
            committed: short(pool.committed_fen),
          })}
        </small>
      </Figure>
      <Figure label={t('lab.difference')} is={signed(is.cost_fen - base.cost_fen)} unit={t('lab.unit_yuan')}>
        <small>
          {more ? t('lab.more_less', { more: short(more.more_fen), less: short(more.less_fen) }) : ' '}
        </small>
      </Figure>
      <Figure
        label={t('lab.lasts')}
        was={reform ? base.months || t('lab.endless') : ''}
        is={is.months || t('lab.endless')}
        unit={is.months ? t('lab.unit_months') : ''}
      >
        <small>{t('lab.lasts_note')}</small>
      </Figure>
      <Figure label={t('lab.touched')} is="" unit="">
        <p className={css.people}>
          <b className={css.up}>{(more?.up ?? 0).toLocaleString()}</b> {t('lab.up')}
          <b className={css.down}>{(more?.down ?? 0).toLocaleString()}</b> {t('lab.down')}
          <b>{(more?.same ?? base.households).toLocaleString()}</b> {t('lab.same')}
        </p>
        <small>{t('lab.in_out', { in: more?.in ?? 0, out: more?.out ?? 0 })}</small>
      </Figure>
    </div>
  )
}

/** The quieter figures: whom it reaches, how far, how even. */
export function MoreFigures({ answer, of, stale }: Props) {
  const t = useT()
  const { base } = answer
  const reform = of === undefined ? undefined : answer.outcomes[of]
  const is = reform?.figures ?? base
  return (
    <div className={cx(css.more, stale && css.stale)} aria-busy={stale ? true : undefined}>
      <Small
        label={t('lab.reached')}
        was={reform ? base.households.toLocaleString() : ''}
        is={is.households.toLocaleString()}
        note={t('lab.persons', { n: is.persons.toLocaleString() })}
      />
      <Small label={t('lab.covered')} was={reform ? percent(base.covered) : ''} is={percent(is.covered)} />
      <Small
        label={t('lab.gap')}
        was={reform ? short(base.gap_fen) : ''}
        is={short(is.gap_fen)}
        note={t('lab.below', { n: is.below.toLocaleString() })}
      />
      <Small label={t('lab.gini')} was={reform ? base.gini : ''} is={is.gini || '—'} />
    </div>
  )
}

/** All reforms beside what is in force. */
export function Reforms({ answer, of, stale }: Props) {
  const t = useT()
  const { base } = answer
  const head = ['cost', 'difference', 'lasts', 'reached', 'up', 'down', 'covered', 'gap', 'gini']
  const rows = [
    { key: 'base', name: t('lab.before'), at: -1, figures: base, up: 0, down: 0 },
    ...answer.outcomes.map((one, at) => ({
      key: one.name || String(at),
      name: t('lab.reform', { name: one.name }),
      at,
      figures: one.figures,
      up: one.versus.up,
      down: one.versus.down,
    })),
  ]
  return (
    <div className={cx(css.partTable, css.reforms, stale && css.stale)}>
      <table>
        <caption className="unseen">{t('lab.reforms')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('lab.reforms')}</th>
            {head.map((one) => (
              <th key={one} scope="col">
                {t(`lab.${one}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, at, figures, up, down }) => (
            <tr key={key} aria-current={at === of ? 'true' : undefined}>
              <th scope="row">{name}</th>
              <td>{yuan(figures.cost_fen)}</td>
              <td>{signed(figures.cost_fen - base.cost_fen)}</td>
              <td>{figures.months || t('lab.endless')}</td>
              <td>{figures.households.toLocaleString()}</td>
              <td>{up.toLocaleString()}</td>
              <td>{down.toLocaleString()}</td>
              <td>{percent(figures.covered)}</td>
              <td>{short(figures.gap_fen)}</td>
              <td>{figures.gini || '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface FigureProps {
  label: string
  was?: string
  is: string
  unit: string
  className?: string | undefined
  children?: ReactNode
}

function Figure({ label, was, is, unit, className, children }: FigureProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div role="group" aria-label={label} className={className}>
      <span>{label}</span>
      {is ? (
        <p>
          {was ? (
            <>
              <em>{was}</em>
              <i aria-hidden="true">›</i>
            </>
          ) : null}
          <b>{is}</b>
          <em>{unit}</em>
        </p>
      ) : null}
      {children}
    </div>
  )
}

function Small({ label, was, is, note }: { label: string; was: string; is: string; note?: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div role="group" aria-label={label} className={css.small}>
      <span>{label}</span>
      {was && was !== is ? <em>{was} ›</em> : null}
      <b>{is}</b>
      {note ? <small>{note}</small> : null}
    </div>
  )
}
