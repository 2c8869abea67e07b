import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { api } from '../../api/http'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { Tag } from '../../ui/Tag'
import { CheckState } from './CheckState'
import css from './check.module.css'
import { checkKeys, overviewQuery, withdraw } from './queries'
import type { Overview, Signed } from './types'

/** Who has signed, and every check of one household. */
export default function CaseCheckPage() {
  const t = useT()
  const { id = '' } = useParams()
  const check = useQuery(overviewQuery(id))
  const file = useQuery({
    queryKey: ['check', 'title', id],
    queryFn: ({ signal }) => api.get<{ title: string; file_no: string }>(`/cases/${id}`, undefined, signal),
  })
  return (
    <Page
      title={t('check.of_household', { name: file.data?.title ?? '' })}
      back={paths.case(id)}
      note={file.data?.file_no}
    >
      {check.isPending ? (
        <Card>
          <Loading lines={6} />
        </Card>
      ) : check.isError ? (
        <Card>
          <ErrorState error={check.error} onRetry={() => void check.refetch()} />
        </Card>
      ) : (
        <>
          <Signatures overview={check.data} />
          <Checks overview={check.data} />
        </>
      )}
    </Page>
  )
}

function Signatures({ overview }: { overview: Overview }) {
  const t = useT()
  const queries = useQueryClient()
  const [leaving, setLeaving] = useState<Signed>()
  const action = useAction({
    send: withdraw,
    done: t('check.withdrawn'),
    onDone: async () => {
      setLeaving(undefined)
      await queries.invalidateQueries({ queryKey: checkKeys.all })
    },
  })
  return (
    <Card
      title={t('check.authorisations')}
      note={t(overview.authorised ? 'check.all_signed' : 'check.not_all_signed')}
    >
      <ul className={css.people}>
        {overview.members.map((one) => (
          <li key={one.person_id}>
            <span>
              <b>{one.name}</b> <small>{one.relation}</small>
            </span>
            <CheckState state={one.state} />
            <span className="sec">
              {one.last
                ? t('check.signed_line', {
                    date: one.last.signed_on,
                    signer:
                      one.last.signer === 'own'
                        ? t('check.signer_own')
                        : `${one.last.signer_name}（${one.last.signer_relation}）`,
                  })
                : ''}
            </span>
            <span>
              {one.last?.file_id ? (
                <a href={`/api/v1/files/${one.last.file_id}`} target="_blank" rel="noreferrer">
                  {t('check.scan')}
                </a>
              ) : null}
            </span>
            <span>
              {one.state === 'valid' && can(overview, 'authorise') ? (
                <Button type="link" size="small" onClick={() => setLeaving(one)}>
                  {t('check.withdraw')}
                </Button>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      <ReasonDialog
        open={leaving !== undefined}
        title={t('check.withdraw_title', { name: leaving?.name ?? '' })}
        confirm={t('check.withdraw')}
        danger
        pending={action.pending}
        onConfirm={(reason) => leaving?.last && action.run({ id: leaving.last.id, reason })}
        onClose={() => setLeaving(undefined)}
      >
        {t('check.withdraw_hint')}
      </ReasonDialog>
    </Card>
  )
}

function Checks({ overview }: { overview: Overview }) {
  const t = useT()
  return (
    <Card
      title={t('check.checks')}
      note={overview.expires_on ? t('check.valid_until', { date: overview.expires_on }) : null}
    >
      {overview.requests.length === 0 ? (
        <EmptyState icon="paper" title={t('check.none')} hint={t('check.never_checked')} />
      ) : (
        <ul className={css.requests}>
          {overview.requests.map((one) => (
            <li key={one.id}>
              <span>
                <b>{one.number}</b> <small>{t(`check.kind_${one.kind}`)}</small>
              </span>
              <CheckState state={one.state} />
              <span className="sec">
                {one.state === 'open'
                  ? t('check.answered', { n: one.answered, total: one.wanted })
                  : one.conclusion
                    ? t(`check.conclusion_${one.conclusion}`)
                    : one.review_note}
                {one.over_count > 0 ? (
                  <>
                    {' '}
                    <Tag tone="red">{t('check.over_count', { n: one.over_count })}</Tag>
                  </>
                ) : null}
              </span>
              <span className="sec">
                {one.issued_on ? <DateText date={one.issued_on} /> : <DateText date={one.due_on} />}
              </span>
              {can(one, 'view') ? <Link to={paths.check(one.id)}>{t('check.open')}</Link> : <span />}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
