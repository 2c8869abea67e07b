import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { url } from '../../api/http'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { BatchLines } from './BatchLines'
import { BatchSteps } from './BatchSteps'
import { FundTag } from './FundTag'
import css from './funds.module.css'
import { batchQuery, fundKeys, repay, type Step, stepBatch } from './queries'
import { ReconcileCard } from './ReconcileCard'
import { ReturnCard } from './ReturnCard'
import { SampleCard } from './SampleCard'
import type { Batch } from './types'

export default function BatchPage() {
  const t = useT()
  const { id = '' } = useParams()
  const batch = useQuery(batchQuery(id))
  if (!batch.data)
    return (
      <Page title={t('funds.batch')} back={paths.fundBatches}>
        <Card>
          {batch.isError ? (
            <ErrorState error={batch.error} onRetry={() => void batch.refetch()} />
          ) : (
            <Loading lines={8} />
          )}
        </Card>
      </Page>
    )
  return <Ready batch={batch.data} />
}

type Asked = 'withdraw' | 'send_back' | 'cancel'

function Ready({ batch }: { batch: Batch }) {
  const t = useT()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [asking, setAsking] = useState<Asked>()
  const refresh = () => queries.invalidateQueries({ queryKey: fundKeys.all })
  const step = useAction({
    send: (input: Omit<Step, 'version'>, key) =>
      stepBatch(batch.id, { ...input, version: batch.version }, key),
    done: t('funds.saved'),
    onDone: async () => {
      await refresh()
      setAsking(undefined)
    },
  })
  const again = useAction({
    send: (orders: string[], key) => repay(batch.id, orders, key),
    done: t('funds.repay_made'),
    onDone: async (made) => {
      await refresh()
      void navigate(paths.fundBatch(made.id))
    },
  })
  const failed = batch.line_list.filter((line) => line.order_state === 'failed').map((line) => line.order_id)
  const blocked = batch.line_list.filter((line) => line.blocked).length
  const go = (verb: string, text: string) => (
    <Button type="primary" loading={step.pending} onClick={() => step.run({ verb })}>
      {text}
    </Button>
  )
  return (
    <Page
      title={batch.no}
      note={
        <>
          <FundTag of="batch" state={batch.state} /> {batch.title}
          {batch.replaces_id ? (
            <Link to={paths.fundBatch(batch.replaces_id)}>
              {' '}
              {t('funds.repays_batch', { no: batch.replaces_no })}
            </Link>
          ) : null}
        </>
      }
      back={paths.fundBatches}
      fit
      actions={
        <>
          {batch.state === 'draft' || batch.state === 'cancelled' ? null : (
            <Button href={url(`/funds/batches/${batch.id}/list`)} download icon={<Icon name="paper" />}>
              {t('funds.print_list')}
            </Button>
          )}
          {can(batch, 'bank_file') ? (
            <Button href={url(`/funds/batches/${batch.id}/file`)} download icon={<Icon name="download" />}>
              {t('funds.bank_file')}
            </Button>
          ) : null}
          {can(batch, 'cancel') ? (
            <Button onClick={() => setAsking('cancel')}>{t('funds.batch_cancel')}</Button>
          ) : null}
          {can(batch, 'withdraw') ? (
            <Button onClick={() => setAsking('withdraw')}>{t('funds.withdraw')}</Button>
          ) : null}
          {can(batch, 'send_back') ? (
            <Button onClick={() => setAsking('send_back')}>{t('funds.send_back')}</Button>
          ) : null}
          {can(batch, 'lock') ? go('lock', t('funds.lock')) : null}
          {can(batch, 'review') ? go('review', t('funds.review')) : null}
          {can(batch, 'release') ? go('release', t('funds.release')) : null}
          {can(batch, 'repay') && failed.length > 0 ? (
            <Button loading={again.pending} onClick={() => again.run(failed)}>
              {t('funds.repay_n', { n: failed.length })}
            </Button>
          ) : null}
          {can(batch, 'close') ? go('close', t('funds.batch_close')) : null}
        </>
      }
    >
      <BatchSteps batch={batch} />
      {blocked > 0 ? (
        <p className={css.warn} role="alert">
          {t('funds.blocked_n', { n: blocked })}
        </p>
      ) : null}
      {batch.payer_now ? (
        <p className={css.warn} role="alert">
          {t(batch.released_at ? 'funds.payer_changed_sent' : 'funds.payer_changed', {
            now: batch.payer_now,
            locked: batch.payer_no,
          })}
        </p>
      ) : null}
      <div className={css.batch}>
        <BatchLines batch={batch} />
        {['released', 'returned', 'reconciled', 'closed'].includes(batch.state) ? (
          <div className={css.answers}>
            {batch.state === 'released' ? null : <ReconcileCard batch={batch} />}
            <SampleCard batch={batch} />
            <ReturnCard batch={batch} />
          </div>
        ) : null}
      </div>
      <ReasonDialog
        open={asking !== undefined}
        title={asking ? t(`funds.${asking}_title`, { no: batch.no }) : ''}
        confirm={asking ? t(asking === 'cancel' ? 'funds.batch_cancel' : `funds.${asking}`) : ''}
        danger={asking === 'cancel'}
        pending={step.pending}
        onConfirm={(reason) => asking && step.run({ verb: asking.replace('_', '-'), reason })}
        onClose={() => setAsking(undefined)}
      >
        {t('funds.batch_of', { n: batch.lines, yuan: yuan(batch.sum_fen, { fen: true }) })}
      </ReasonDialog>
    </Page>
  )
}
