import Button from 'antd/es/button'
import { useNavigate } from 'react-router'
import { daysBetween, monthDay } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { pathOf } from '../../lib/paths'
import { StateTag } from '../../ui/StateTag'
import { Tag } from '../../ui/Tag'
import { useToday } from '../../ui/today'
import css from './casebook.module.css'
import type { CaseFile, NextStep } from './types'

/** Who, in which state, the gap in one sentence, the five roles; to the right the next step. */
export function CaseHead({ file }: { file: CaseFile }) {
  const t = useT()
  return (
    <section className={css.head}>
      <div className={css.identity}>
        <div className={css.line1}>
          <h1>{file.household}</h1>
          <StateTag state={file.state} label={file.state_label} />
          {file.class ? <Tag>{file.class.label}</Tag> : null}
          <span className={css.needs}>
            {t('casebook.needs')}
            {file.needs.map((need) => (
              <Tag key={need.code} tone="grey">
                {need.label}
              </Tag>
            ))}
          </span>
          <span className={css.facts}>
            <span>
              {t('casebook.file_no')} {file.file_no}
            </span>
            <span>{file.place}</span>
            <span>{t('casebook.accepted', { date: file.accepted_on })}</span>
          </span>
        </div>
        <p className={css.summary}>
          {file.summary.map((part) => (part.strong ? <b key={part.text}>{part.text}</b> : part.text))}
        </p>
        <dl className={css.roles}>
          {file.roles.map((role) => (
            <div key={role.label}>
              <dt>{role.label}</dt>
              <dd>{role.text}</dd>
            </div>
          ))}
        </dl>
      </div>
      {file.next ? <Next next={file.next} /> : null}
    </section>
  )
}

function Next({ next }: { next: NextStep }) {
  const t = useT()
  const today = useToday()
  const navigate = useNavigate()
  const days = next.due_on ? daysBetween(today, next.due_on) : 0
  return (
    <div className={css.next}>
      <p>
        <span className="sec">{t('casebook.next_step')}</span>
        <b>{next.title}</b>
      </p>
      {next.due_on ? (
        <p className={css.when}>
          {t('casebook.before', { date: monthDay(next.due_on) })}
          <em>
            {days < 0
              ? t('casebook.days_late', { n: -days })
              : days === 0
                ? t('casebook.due_today')
                : t('casebook.days_left', { n: days })}
          </em>
        </p>
      ) : null}
      <small>{next.consequence}</small>
      <div className={css.nextActions}>
        {next.actions.map((action) => (
          <Button
            key={action.code}
            type={action.primary ? 'primary' : 'default'}
            onClick={() => void navigate(pathOf(action.target))}
          >
            {action.label}
          </Button>
        ))}
      </div>
    </div>
  )
}
