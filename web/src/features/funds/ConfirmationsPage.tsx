import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { ConfirmationTag } from './ConfirmationTag'
import css from './funds.module.css'
import { confirmationsQuery } from './queries'

/** The payments whose receipt the reader's department was asked to confirm. */
export default function ConfirmationsPage() {
  const t = useT()
  const list = useQuery(confirmationsQuery)
  return (
    <Page title={t('funds.confirmations')}>
      <Card title={t('funds.sample')} note={t('funds.sample_note')}>
        {list.isPending ? (
          <Loading lines={6} />
        ) : list.isError ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : list.data.items.length === 0 ? (
          <EmptyState
            icon="check"
            title={t('funds.no_confirmations')}
            hint={t('funds.no_confirmations_hint')}
          />
        ) : (
          <ul className={css.files}>
            {list.data.items.map((one) => (
              <li key={one.id}>
                <Link to={paths.fundConfirmation(one.id)}>
                  {one.batch_no}-{one.seq}
                </Link>
                <span>
                  {one.holder} {yuan(one.amount_fen, { fen: true })}
                </span>
                <ConfirmationTag state={one.state} text={one.state_text} />
                <span className="aux">
                  {t(`funds.department_${one.department}`)} {one.answered_by}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </Page>
  )
}
