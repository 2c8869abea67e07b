import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { ConfirmationTag } from './ConfirmationTag'
import css from './funds.module.css'
import { comparisonQuery } from './queries'
import type { Batch } from './types'

/** Who of the payees another department asks, drawn by chance, and what they said. */
export function SampleCard({ batch }: { batch: Batch }) {
  const t = useT()
  const { data } = useQuery({ ...comparisonQuery(batch.id), enabled: batch.sample_state !== '' })
  const sample = data?.sample
  if (!sample) return null
  return (
    <Card title={t('funds.sample')} note={t('funds.sample_of', { n: sample.size, all: sample.paid_lines })}>
      <ul className={css.files}>
        {sample.list.map((one) => (
          <li key={one.id}>
            <Link to={paths.fundConfirmation(one.id)}>
              {t('funds.seq')} {one.seq} {one.holder} {yuan(one.amount_fen, { fen: true })}
            </Link>
            <ConfirmationTag state={one.state} text={one.state_text} />
            <span className="aux">
              {t(`funds.department_${one.department}`)} {one.answered_by} {one.note}
            </span>
            {one.explanation ? (
              <span className={css.said}>
                {one.explained_by}
                {t('ui.says')}
                {one.explanation}
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      <p className={css.none} title={sample.seed}>
        {t('funds.seed')} <code>{sample.seed.slice(0, 16)}…</code>
      </p>
    </Card>
  )
}
