import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { Link, useNavigate } from 'react-router'
import { useCodes } from '../../api/codes'
import { client, data } from '../../api/http'
import type { Schemas } from '../../api/schemas'
import { useMe } from '../../auth/session'
import { instant } from '../../lib/dates'
import { readDraft } from '../../lib/drafts'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { StateTag } from '../../ui/StateTag'
import type { IntakeDraft } from './draft'
import css from './intake.module.css'

type Row = Schemas['AidRow']

const recent = ['accepted', 'awaiting_papers', 'checking', 'visiting']

function useCases(name: string, state: string[], sort: string) {
  return useQuery({
    queryKey: ['casebook', 'intake', name],
    queryFn: ({ signal }) =>
      data(client.GET('/api/v1/cases', { signal, params: { query: { state, sort, limit: 30 } } })),
  })
}

/** What this window has begun and what it has just taken in. */
export default function IntakePage() {
  const t = useT()
  const me = useMe()
  const navigate = useNavigate()
  const drafts = useCases('drafts', ['draft'], '-updated')
  const taken = useCases('recent', recent, '-opened')
  const local = readDraft<IntakeDraft>(`${me.user.id}.intake.new`, Date.now())
  const mayEnter = me.permissions.includes('aid.enter')
  return (
    <Page
      title={t('intake.title')}
      note={t('intake.list_note')}
      fit
      actions={
        mayEnter ? (
          <Button type="primary" icon={<Icon name="plus" />} onClick={() => void navigate(paths.intakeNew)}>
            {t('intake.new')}
          </Button>
        ) : null
      }
    >
      <div className={css.lists}>
        <Card
          grow
          title={t('intake.drafts')}
          note={drafts.data ? t('intake.households', { n: drafts.data.total }) : null}
        >
          {local ? (
            <Link to={paths.intakeNew} className={css.local}>
              <Icon name="pen" />
              <span>
                <b>{local.values.members[0]?.name || t('intake.unnamed')}</b>
                <span className="sec">{t('intake.local_draft', { time: instant(local.at).time })}</span>
              </span>
              <em>{t('intake.go_on')}</em>
            </Link>
          ) : null}
          {drafts.isPending ? (
            <Loading />
          ) : drafts.isError ? (
            <ErrorState error={drafts.error} onRetry={() => void drafts.refetch()} />
          ) : drafts.data.items.length === 0 && !local ? (
            <EmptyState icon="pen" title={t('intake.no_drafts')} hint={t('intake.no_drafts_hint')} />
          ) : (
            <ul className={css.rows}>
              {drafts.data.items.map((row) => (
                <DraftRow key={row.id} row={row} />
              ))}
            </ul>
          )}
        </Card>
        <Card
          grow
          title={t('intake.recent')}
          note={taken.data ? t('intake.households', { n: taken.data.total }) : null}
          className={css.recent}
        >
          {taken.isPending ? (
            <Loading lines={8} />
          ) : taken.isError ? (
            <ErrorState error={taken.error} onRetry={() => void taken.refetch()} />
          ) : taken.data.items.length === 0 ? (
            <EmptyState title={t('intake.none')} hint={t('intake.none_hint')} />
          ) : (
            <RecentTable rows={taken.data.items} />
          )}
        </Card>
      </div>
    </Page>
  )
}

function DraftRow({ row }: { row: Row }) {
  const t = useT()
  const codes = useCodes()
  return (
    <li>
      <Link to={paths.intakeEdit(row.id)}>
        <span>
          <b>{row.title}</b>
          <span className="sec">
            {[row.area_name + row.street, row.needs.map((one) => codes.label('need', one)).join('、')]
              .filter(Boolean)
              .join('　')}
          </span>
        </span>
        <span className="aux">
          <DateText at={row.updated_at} />
        </span>
        <em>{t('intake.go_on')}</em>
      </Link>
    </li>
  )
}

function RecentTable({ rows }: { rows: Row[] }) {
  const t = useT()
  const codes = useCodes()
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">{t('intake.household')}</th>
          <th scope="col">{t('intake.file_no')}</th>
          <th scope="col">{t('intake.accepted_on')}</th>
          <th scope="col">{t('intake.needs')}</th>
          <th scope="col">{t('intake.state')}</th>
          <th scope="col">{t('intake.due')}</th>
          <th scope="col">
            <span className="unseen">{t('intake.receipt')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td>
              <Link to={paths.case(row.id)}>{row.title}</Link>
            </td>
            <td>{row.file_no}</td>
            <td>
              <DateText date={row.accepted_on} />
            </td>
            <td>{row.needs.map((one) => codes.label('need', one)).join('、')}</td>
            <td>
              <StateTag state={row.state} />
            </td>
            <td>
              <DateText date={row.due_on} />
            </td>
            <td className="num">
              <Link to={paths.receipt(row.id)}>{t('intake.receipt')}</Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
