import { cx } from '../../lib/cx'
import { monthDay } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import css from './screen.module.css'
import { agreed, type Motion, type Story } from './types'
import { storyPieces, wordOf } from './words'

/** What is proposed: a case in one sentence with its amount and plan, a rule with its values, or an urgent payment. */
export function ScreenTop({ motion, story }: { motion: Motion; story: Story | null }) {
  return motion.kind === 'rule' ? <Rule motion={motion} /> : <Case motion={motion} story={story} />
}

function Case({ motion, story }: { motion: Motion; story: Story | null }) {
  const t = useT()
  const pieces = story ? storyPieces(story, t) : []
  const length = pieces.reduce((sum, piece) => sum + piece.text.length, 0)
  const decided = agreed(motion.resolution)
  const amount = decided ? (motion.resolution?.amount_fen ?? 0) : motion.amount_fen
  const changed = amount !== motion.amount_fen
  return (
    <>
      <section className={css.case}>
        <div>
          <div className={css.name}>
            <h1>{motion.title}</h1>
            {motion.kind === 'ratify' ? (
              <span className={css.violet}>{t('meetings.motion_ratify')}</span>
            ) : null}
            {motion.kind === 'case' ? (
              <span className={css.violet}>{t(`state.${motion.case_state}`)}</span>
            ) : null}
            {motion.class ? <span className={css.plain}>{t(`meetings.class_${motion.class}`)}</span> : null}
            {motion.needs.map((need) => (
              <span key={need} className={css.plain}>
                {t(`meetings.need_${need}`)}
              </span>
            ))}
          </div>
          <p className={cx(css.story, length > 190 ? css.tiny : length > 120 && css.small)}>
            {motion.kind === 'ratify' && motion.text
              ? `${t('meetings.urgent_why', { text: motion.text })} `
              : ''}
            {pieces.map((piece) =>
              piece.strong ? (
                <b key={piece.text}>{piece.text}</b>
              ) : (
                <span key={piece.text}>{piece.text}</span>
              ),
            )}
          </p>
        </div>
        <div className={css.amount}>
          <span>{t(decided ? 'meetings.amount_decided' : 'meetings.amount_proposed')}</span>
          <p>
            {yuan(amount)}
            <small>{t('ui.yuan')}</small>
          </p>
          <ul>
            {changed ? (
              <li>
                <span>{t('meetings.amount_proposed')}</span>
                <b>{yuan(motion.amount_fen)}</b>
              </li>
            ) : null}
            {(changed ? [] : (story?.proposals ?? [])).slice(0, 3).map((one) => (
              <li key={`${one.need}${one.person_id ?? ''}`}>
                <span>
                  {t(`meetings.need_${one.need}`)} <i>{one.basis}</i>
                </span>
                <b>{yuan(one.amount_fen)}</b>
              </li>
            ))}
          </ul>
        </div>
      </section>
      {motion.kind === 'ratify' ? null : <Plan motion={motion} />}
    </>
  )
}

/** What would be done for the household; a payment that is only ratified has no plan yet. */
function Plan({ motion }: { motion: Motion }) {
  const t = useT()
  return (
    <section className={css.plan}>
      <h2>{t('meetings.plan')}</h2>
      {motion.plan.length > 0 ? (
        <ul>
          {motion.plan.slice(0, 5).map((line) => (
            <li key={line.owner + line.text}>
              <b>{line.owner}</b>
              {line.text}
              {line.due_on ? <em>{t('meetings.by', { on: monthDay(line.due_on) })}</em> : null}
            </li>
          ))}
        </ul>
      ) : (
        <p>{t('meetings.plan_none', { name: motion.proposer_name })}</p>
      )}
    </section>
  )
}

function Rule({ motion }: { motion: Motion }) {
  const t = useT()
  return (
    <section className={css.rule}>
      <div className={css.name}>
        <h1>{motion.title}</h1>
        <span className={css.violet}>{t('meetings.motion_rule')}</span>
        <span className={css.plain}>{motion.proposer_name}</span>
      </div>
      {motion.text ? (
        <p className={cx(css.story, motion.text.length > 120 && css.tiny)}>{motion.text}</p>
      ) : null}
      <ul className={css.changes}>
        {motion.changes.slice(0, 4).map((one) => (
          <li key={one.id}>
            <span>{wordOf(one.label)}</span>
            <em>{one.now || t('meetings.none_in_force')}</em>
            <i aria-hidden>→</i>
            <b>{one.value}</b>
            <small>
              {t('meetings.from_on', { on: one.from_on })}
              {one.otherwise?.length ? ` · ${t('meetings.tests_change', { n: one.otherwise.length })}` : ''}
            </small>
          </li>
        ))}
      </ul>
    </section>
  )
}
