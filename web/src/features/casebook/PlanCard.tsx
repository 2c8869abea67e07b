import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { EmptyState } from '../../ui/EmptyState'
import { Icon, type IconName } from '../../ui/Icon'
import { Tag } from '../../ui/Tag'
import css from './casebook.module.css'
import type { CaseFile, Measure, MeasureStatus } from './types'

const icons: Record<MeasureStatus, IconName> = {
  done: 'check',
  doing: 'clock',
  planned: 'more',
  late: 'warn',
  dropped: 'cross',
}

/** One person, one plan: every measure with its owner, date, sum and result. */
export function PlanCard({ plan }: { plan: CaseFile['plan'] }) {
  const t = useT()
  if (!plan)
    return (
      <Card grow title={t('casebook.plan')}>
        <EmptyState icon="paper" title={t('casebook.no_plan')} hint={t('casebook.no_plan_hint')} />
      </Card>
    )
  return (
    <Card
      grow
      title={t('casebook.plan')}
      tag={<Tag>{t('casebook.plan_version', { n: plan.version })}</Tag>}
      extra={
        <span className="sec">{t('casebook.plan_note', { n: plan.items.length, done: plan.done })}</span>
      }
    >
      <table className={css.plan}>
        <thead>
          <tr>
            <th scope="col">{t('casebook.measure')}</th>
            <th scope="col">{t('casebook.owner')}</th>
            <th scope="col">{t('casebook.due')}</th>
            <th scope="col" className="num">
              {t('casebook.amount')}
            </th>
            <th scope="col">{t('casebook.result')}</th>
          </tr>
        </thead>
        <tbody>
          {plan.items.map((measure) => (
            <Row key={measure.id} measure={measure} />
          ))}
        </tbody>
      </table>
    </Card>
  )
}

function Row({ measure }: { measure: Measure }) {
  const t = useT()
  return (
    <tr>
      <td title={measure.title}>{measure.title}</td>
      <td>{measure.owner}</td>
      <td>
        <DateText date={measure.due_on} />
      </td>
      <td className="num">
        {measure.amount_fen === null ? (
          <span className="aux">{t('casebook.service')}</span>
        ) : (
          yuan(measure.amount_fen)
        )}
      </td>
      <td className={cx(css.result, css[measure.status])}>
        <Icon name={icons[measure.status]} size={14} label={t(`casebook.measure_${measure.status}`)} />
        {measure.result}
      </td>
    </tr>
  )
}
