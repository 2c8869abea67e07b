import type { ReactNode } from 'react'
import { useCodes } from '../../api/codes'
import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { Icon } from '../../ui/Icon'
import { useToday } from '../../ui/today'
import css from './casebook.module.css'
import { type ActionCode, actionsOf, verbOf } from './derive'
import type { CaseFile } from './types'
import type { OpenAction } from './useActions'

interface Step {
  key: string
  done: boolean
  text: ReactNode
  bad?: boolean
  action?: ActionCode
}

/** Before the plan: the gates of the way to the meeting, each with its fact. */
export function ProgressCard({
  file,
  open,
  onAssessment,
}: {
  file: CaseFile
  open: OpenAction
  onAssessment: () => void
}) {
  const t = useT()
  const steps = useSteps(file, onAssessment)
  const offered = actionsOf(file)
  return (
    <Card
      grow
      title={t('casebook.progress')}
      extra={
        <span className="sec">
          {t('casebook.progress_note', { n: steps.length, done: steps.filter((s) => s.done).length })}
        </span>
      }
    >
      <table className={css.gates}>
        <tbody>
          {steps.map((step) => (
            <tr key={step.key}>
              <th scope="row">
                <span className={step.bad ? css.badMark : step.done ? css.doneMark : css.openMark}>
                  <Icon
                    name={step.bad ? 'warn' : step.done ? 'check' : 'more'}
                    size={14}
                    label={t(
                      step.bad
                        ? 'casebook.gate_bad'
                        : step.done
                          ? 'casebook.gate_done'
                          : 'casebook.gate_open',
                    )}
                  />
                </span>
                {t(`casebook.gate_${step.key}`)}
              </th>
              <td>{step.text}</td>
              <td className="num">
                {step.action && offered.includes(step.action) ? (
                  <button type="button" className={css.plain} onClick={() => open(step.action as ActionCode)}>
                    {t(`casebook.${verbOf(step.action, file)}`)}
                  </button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}

function useSteps({ book, check, visits }: CaseFile, onAssessment: () => void): Step[] {
  const t = useT()
  const today = useToday()
  const codes = useCodes()
  const c = book.case
  const signed = check?.members.filter((one) => one.is_adult) ?? []
  const unsigned = signed.filter((one) => one.state !== 'valid').map((one) => one.name)
  const request = check?.requests[0]
  const planned = visits?.visits.find((one) => one.is_open)
  const opinion = book.opinions.at(-1)
  const notice = book.notices.filter((one) => one.kind === 'aid').at(-1)
  const asked = book.papers.filter((one) => one.state === 'asked')
  const expired = c.check_expires_on !== '' && c.check_expires_on < today
  const none = <span className="aux">{t('casebook.gate_none')}</span>
  const flags = (book.details.flags ?? []).filter((one) => one.waived_by === '')
  return [
    {
      key: 'papers',
      done: asked.length === 0 && c.accepted_on !== '',
      text:
        asked.length > 0
          ? t('casebook.papers_asked', { names: asked.map((one) => one.name).join('、') })
          : t('casebook.papers_complete'),
      action: 'papers_in',
    },
    {
      key: 'authorised',
      done: c.authorised && unsigned.length === 0,
      text:
        unsigned.length > 0
          ? t('casebook.unsigned', { names: unsigned.join('、') })
          : c.authorised
            ? t('casebook.all_signed', { n: signed.length })
            : none,
      action: 'authorise',
    },
    {
      key: 'check',
      done: c.check_expires_on !== '' && !expired,
      bad: expired,
      text: c.check_expires_on
        ? t(expired ? 'casebook.check_expired' : 'casebook.check_valid', { date: c.check_expires_on })
        : request?.is_open
          ? t('casebook.check_open', { no: request.number, done: request.answered, n: request.wanted })
          : none,
      action: 'check',
    },
    {
      key: 'visit',
      done: c.visit_on !== '',
      text: c.visit_on
        ? t('casebook.visited', { date: c.visit_on })
        : planned
          ? t('casebook.visit_planned', {
              date: planned.planned_on,
              who: planned.visitors.map((one) => one.name).join('、'),
            })
          : none,
      action: 'visit',
    },
    {
      key: 'priors',
      done: c.prior_on !== '',
      text: c.prior_on
        ? t('casebook.priors_on', { date: c.prior_on, n: book.details.priors?.length ?? 0 })
        : none,
      action: 'prior',
    },
    {
      key: 'assessment',
      done: c.assessment_id !== '',
      bad: flags.length > 0,
      text: c.assessment_id ? (
        <button type="button" className={css.plain} onClick={onAssessment}>
          {t('casebook.assessed', { class: codes.label('class', c.class) || t('casebook.class_none') })}
        </button>
      ) : flags.length > 0 ? (
        flags.map((one) => codes.label('flag', one.kind)).join('、')
      ) : (
        none
      ),
      action: flags.length > 0 ? 'waive_flag' : 'assess',
    },
    {
      key: 'opinion',
      done: c.opinion_on !== '',
      text:
        opinion && c.opinion_on ? (
          <span title={opinion.text}>
            {t('casebook.opinion_by', { date: c.opinion_on, who: opinion.by_name, text: opinion.text })}
          </span>
        ) : (
          none
        ),
      action: 'propose',
    },
    {
      key: 'notice',
      done: notice !== undefined && notice.state !== 'open',
      bad: c.open_objections > 0,
      text: notice ? (
        <>
          <DateText date={notice.from_on} /> {t('casebook.to')} <DateText date={notice.to_on} />
          {c.open_objections > 0
            ? `，${t('casebook.objections', { n: c.open_objections })}`
            : notice.result
              ? `，${notice.result}`
              : ''}
        </>
      ) : (
        none
      ),
      action: c.open_objections > 0 ? 'resolve_objection' : notice ? 'close_notice' : 'publish_notice',
    },
  ]
}
