import { instant, monthDay } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Dot, MoneyBar } from '../../ui/MoneyBar'
import type { Glance } from './types'
import css from './workbench.module.css'

/** This half-year at a glance. */
export function GlanceBand({ glance }: { glance: Glance }) {
  const t = useT()
  const half = t(glance.half.endsWith('H1') ? 'workbench.first_half' : 'workbench.second_half')
  return (
    <section className={css.glance} aria-label={t('workbench.glance')}>
      <Figure
        name={t('workbench.entered')}
        n={glance.entered}
        hint={t('workbench.new_in_half', { half, n: glance.entered_new })}
      />
      <Figure
        name={t('workbench.recognised')}
        n={glance.recognised}
        hint={t('workbench.new_in_half', { half, n: glance.recognised_new })}
      />
      <Figure
        name={t('workbench.ended')}
        n={glance.ended}
        hint={t('workbench.assisting', { n: glance.assisting })}
      />
      {glance.pool ? <Pool pool={glance.pool} /> : null}
      {glance.revisits && glance.revisits.due > 0 ? (
        <div className={css.rate}>
          <span>{t('workbench.revisit_rate', { half })}</span>
          <b>
            {((glance.revisits.on_time / glance.revisits.due) * 100).toFixed(1)}
            <small>%</small>
          </b>
          <em>
            {t('workbench.revisit_hint', {
              due: glance.revisits.due,
              done: glance.revisits.on_time,
              late: glance.revisits.overdue,
            })}
          </em>
        </div>
      ) : null}
    </section>
  )
}

function Figure({ name, n, hint }: { name: string; n: number; hint: string }) {
  const t = useT()
  return (
    <div>
      <span>{name}</span>
      <b>
        {n.toLocaleString()}
        <small>{t('workbench.households')}</small>
      </b>
      <em>{hint}</em>
    </div>
  )
}

function Pool({ pool }: { pool: NonNullable<Glance['pool']> }) {
  const t = useT()
  const at = instant(pool.as_of_at)
  const parts = [
    { label: t('workbench.available'), fen: pool.available_fen, color: 'var(--c-blue1)' },
    { label: t('workbench.committed'), fen: pool.committed_fen, color: 'var(--c-gold)' },
  ]
  return (
    <div className={css.pool}>
      <div>
        <span>{t('workbench.pool')}</span>
        <b>
          {yuan(pool.balance_fen, { fen: true })}
          <small>{t('workbench.yuan')}</small>
        </b>
        <em>{t('workbench.as_of', { time: `${monthDay(at.date)} ${at.time}` })}</em>
      </div>
      <div className={css.poolBar}>
        <MoneyBar thin parts={parts} label={t('workbench.pool')} />
        <div>
          {parts.map((part) => (
            <span key={part.label}>
              <Dot color={part.color} />
              {part.label} {yuan(part.fen, { fen: true })}
            </span>
          ))}
        </div>
      </div>
    </div>
  )
}
