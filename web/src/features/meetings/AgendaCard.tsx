import Button from 'antd/es/button'
import { useState } from 'react'
import { Link } from 'react-router'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { EmptyState } from '../../ui/EmptyState'
import { Icon } from '../../ui/Icon'
import { Tag } from '../../ui/Tag'
import { AgendaDialog } from './AgendaDialog'
import css from './meetings.module.css'
import { PlanDialog } from './PlanDialog'
import { drop } from './queries'
import type { Motion, View } from './types'
import { useMeetingAction } from './useMeetingAction'
import { missingText, ResultTag, wordOf } from './words'

/** The agenda: each motion with what it lacks, or with its resolution. */
export function AgendaCard({ view }: { view: View }) {
  const t = useT()
  const [adding, setAdding] = useState(false)
  const [planning, setPlanning] = useState<Motion>()
  const may = can(view.meeting, 'agenda')
  const add = (
    <Button type="primary" icon={<Icon name="plus" />} onClick={() => setAdding(true)}>
      {t('meetings.add')}
    </Button>
  )
  return (
    <Card
      grow
      title={t('meetings.agenda')}
      note={t('meetings.motions_n', { n: view.motions.length })}
      extra={may ? add : null}
    >
      {view.motions.length === 0 ? (
        <EmptyState
          icon="inbox"
          title={t('meetings.agenda_none')}
          hint={t('meetings.agenda_hint')}
          actions={may ? add : undefined}
        />
      ) : (
        <ol className={css.agenda}>
          {view.motions.map((motion) => (
            <Item key={motion.id} motion={motion} onPlan={() => setPlanning(motion)} />
          ))}
        </ol>
      )}
      <AgendaDialog open={adding} id={view.meeting.id} onClose={() => setAdding(false)} />
      {planning ? <PlanDialog motion={planning} onClose={() => setPlanning(undefined)} /> : null}
    </Card>
  )
}

function Item({ motion, onPlan }: { motion: Motion; onPlan: () => void }) {
  const t = useT()
  const off = useMeetingAction({ send: drop })
  if (!motion.shown)
    return (
      <li>
        <i>{motion.no}</i>
        <span className="aux">{t('meetings.not_yours')}</span>
      </li>
    )
  return (
    <li>
      <i>{motion.no}</i>
      <div className={css.what}>
        <p>
          {motion.kind === 'case' ? null : (
            <Tag tone={motion.kind === 'rule' ? 'violet' : 'teal'}>{t(`meetings.motion_${motion.kind}`)}</Tag>
          )}
          {motion.case_id ? (
            <Link to={paths.case(motion.case_id)}>
              <b>{motion.title}</b>
            </Link>
          ) : (
            <b>{motion.title}</b>
          )}
          <span className="sec">
            {motion.class ? `${t(`meetings.class_${motion.class}`)} · ` : ''}
            {motion.needs.map((need) => t(`meetings.need_${need}`)).join('、')}
          </span>
        </p>
        <Below motion={motion} />
      </div>
      <span className={css.proposer}>{motion.proposer_name}</span>
      <span className={css.amount}>
        {motion.amount_fen > 0 ? yuan(motion.resolution?.amount_fen || motion.amount_fen) : ''}
      </span>
      <span className={css.status}>
        {motion.resolution ? (
          <ResultTag motion={motion} t={t} />
        ) : motion.missing.length > 0 ? (
          <Tag tone="amber">{t('meetings.not_ready')}</Tag>
        ) : (
          <Tag tone="green">{t('meetings.ready')}</Tag>
        )}
      </span>
      <span className={css.acts}>
        {can(motion, 'plan') ? (
          <Button
            size="small"
            type="text"
            icon={<Icon name="pen" label={t('meetings.plan')} />}
            onClick={onPlan}
          />
        ) : null}
        {can(motion, 'drop') ? (
          <Button
            size="small"
            type="text"
            loading={off.pending}
            icon={<Icon name="cross" label={t('meetings.drop', { name: motion.title })} />}
            onClick={() => off.run(motion.id)}
          />
        ) : null}
      </span>
    </li>
  )
}

/** The line below a title: what is missing, what the rule changes, or what was resolved. */
function Below({ motion }: { motion: Motion }) {
  const t = useT()
  if (motion.resolution)
    return motion.resolution.text ? <p className={css.below}>{motion.resolution.text}</p> : null
  if (motion.missing.length > 0)
    return <p className={css.lacks}>{motion.missing.map((one) => missingText(one, t)).join('；')}</p>
  if (motion.changes.length > 0)
    return (
      <p className={css.below}>
        {motion.changes.map((one) => `${wordOf(one.label)} ${one.now || '—'} → ${one.value}`).join('；')}
      </p>
    )
  if (motion.text) return <p className={css.below}>{motion.text}</p>
  const said = motion.voices.filter((voice) => voice.opinion !== '').length
  return said > 0 ? <p className={css.below}>{t('meetings.said', { n: said })}</p> : null
}
