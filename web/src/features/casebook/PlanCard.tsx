import { useCodes } from '../../api/codes'
import { can } from '../../auth/session'
import { cx } from '../../lib/cx'
import { shortDate } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { EmptyState } from '../../ui/EmptyState'
import { Icon, type IconName } from '../../ui/Icon'
import { Tag } from '../../ui/Tag'
import { useToday } from '../../ui/today'
import css from './casebook.module.css'
import { type Progress, planShown, progressOf } from './derive'
import type { CaseFile, Measure } from './types'
import type { OpenAction } from './useActions'

const icons: Record<Progress, IconName> = {
  done: 'check',
  doing: 'clock',
  planned: 'more',
  late: 'warn',
  dropped: 'cross',
}

/** One person, one plan: every measure with its owner, date, sum and result. */
export function PlanCard({
  file,
  open,
  onProgress,
}: {
  file: CaseFile
  open: OpenAction
  onProgress: () => void
}) {
  const t = useT()
  const today = useToday()
  const plan = planShown(file.plan)
  const extra = (
    <button type="button" className={css.plain} onClick={onProgress}>
      {t('casebook.progress')}
    </button>
  )
  if (!plan)
    return (
      <Card grow title={t('casebook.plan')} extra={extra}>
        <EmptyState icon="paper" title={t('casebook.no_plan')} hint={t('casebook.no_plan_hint')} />
      </Card>
    )
  const done = plan.measures.filter((one) => progressOf(one, file.plan, today) === 'done').length
  return (
    <Card
      grow
      title={t('casebook.plan')}
      tag={
        <>
          <Tag>{t('casebook.plan_version', { n: plan.number })}</Tag>
          {plan.state === 'draft' ? (
            <Tag tone="amber">{t('casebook.plan_draft', { n: plan.approvals.length })}</Tag>
          ) : null}
        </>
      }
      note={<span title={plan.goal}>{plan.goal}</span>}
      extra={
        <>
          <span className="sec">{t('casebook.plan_note', { n: plan.measures.length, done })}</span>
          {extra}
        </>
      }
    >
      <table className={css.plan}>
        <thead>
          <tr>
            <th scope="col">{t('casebook.measure')}</th>
            <th scope="col">{t('casebook.owner')}</th>
            <th scope="col">{t('casebook.due_short')}</th>
            <th scope="col" className="num">
              {t('casebook.amount')}
            </th>
            <th scope="col">{t('casebook.result')}</th>
          </tr>
        </thead>
        <tbody>
          {plan.measures.map((measure) => (
            <Row key={measure.id} measure={measure} file={file} open={open} />
          ))}
        </tbody>
      </table>
    </Card>
  )
}

function Row({ measure, file, open }: { measure: Measure; file: CaseFile; open: OpenAction }) {
  const t = useT()
  const today = useToday()
  const codes = useCodes()
  const progress = progressOf(measure, file.plan, today)
  const paid = (file.plan?.awards ?? [])
    .filter((award) => award.measure_id === measure.id)
    .flatMap((award) => award.instalments)
  const lastPaid = paid
    .map((one) => one.paid_on)
    .sort()
    .at(-1)
  const words =
    measure.result ||
    (measure.kind === 'cash' && progress === 'done' && lastPaid
      ? t('casebook.paid_on', { date: shortDate(lastPaid, today) })
      : measure.kind === 'cash' && paid.some((one) => one.state === 'held')
        ? t('casebook.held')
        : t(`casebook.measure_${progress}`))
  return (
    <tr>
      <td title={`${measure.title}　${measure.expected}`}>{measure.title}</td>
      <td title={measure.owner_name}>{measure.owner_name.replace(/^大庆市/, '市')}</td>
      <td>
        <DateText date={measure.due_on} />
      </td>
      <td className="num">
        {measure.amount_fen > 0 ? (
          yuan(measure.amount_fen)
        ) : (
          <span className="aux">
            {measure.sessions > 0
              ? t('casebook.sessions', { n: measure.sessions })
              : t(`casebook.kind_${measure.kind}`)}
          </span>
        )}
      </td>
      <td className={cx(css.result, css[progress])} title={`${codes.label('need', measure.need)}　${words}`}>
        <Icon name={icons[progress]} size={14} label={t(`casebook.measure_${progress}`)} />
        {can(measure, 'report') ? (
          <button type="button" className={css.plain} onClick={() => open('measure', measure.id)}>
            {t('casebook.do_measure')}
          </button>
        ) : (
          words
        )}
      </td>
    </tr>
  )
}
