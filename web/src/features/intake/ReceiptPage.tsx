import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useNavigate, useParams } from 'react-router'
import { useCodes } from '../../api/codes'
import { fullDate } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import css from './intake.module.css'
import { receiptQuery } from './queries'

/** What the household takes home: the file number, what was handed in, until when it hears from us. */
export default function ReceiptPage() {
  const t = useT()
  const codes = useCodes()
  const navigate = useNavigate()
  const { id = '' } = useParams()
  const found = useQuery(receiptQuery(id))
  if (!found.data)
    return (
      <Page title={t('intake.receipt')} back={paths.intake} fit>
        <Card grow>
          {found.isPending ? (
            <Loading />
          ) : (
            <ErrorState error={found.error} onRetry={() => void found.refetch()} />
          )}
        </Card>
      </Page>
    )
  const { case: c, papers, tasks, members } = found.data
  const whole = tasks.find((one) => one.kind === 'whole_process')?.due_on
  const given = papers.filter((one) => one.state === 'given')
  const rows: [string, string][] = [
    ['file_no', c.file_no],
    ['household', t('intake.household_of', { name: c.title, n: members.length })],
    ['needs', c.needs.map((one) => codes.label('need', one)).join('、')],
    ['accepted_on', c.accepted_on ? fullDate(c.accepted_on) : ''],
    ['window', c.entry_name],
    ['lead', c.lead_name],
    ['check_by', c.next?.due_on && c.state === 'accepted' ? fullDate(c.next.due_on) : ''],
    ['whole_by', whole ? fullDate(whole) : ''],
    ['papers', given.length > 0 ? given.map((one) => one.name).join('、') : t('intake.no_papers')],
  ]
  return (
    <Page
      title={t('intake.receipt')}
      back={paths.intake}
      actions={
        <>
          <Button onClick={() => void navigate(paths.case(id))}>{t('intake.open_case')}</Button>
          <Button onClick={() => void navigate(paths.intakeNew)}>{t('intake.next_one')}</Button>
          <Button type="primary" icon={<Icon name="paper" />} onClick={() => window.print()}>
            {t('intake.print')}
          </Button>
        </>
      }
    >
      <article className={css.receipt}>
        <p className={css.okMark}>
          <Icon name="check" size={24} />
          {t('intake.accepted')}
        </p>
        <h2>{t('intake.receipt_title')}</h2>
        <p className={css.number}>{c.file_no}</p>
        <dl>
          {rows.map(([key, text]) =>
            text ? (
              <div key={key}>
                <dt>{t(`intake.${key}`)}</dt>
                <dd>{text}</dd>
              </div>
            ) : null,
          )}
        </dl>
        <p className={css.promise}>{t('intake.receipt_words')}</p>
        <footer>
          <span>{t('intake.receipt_clerk')}</span>
          <span>{t('intake.receipt_applicant')}</span>
        </footer>
      </article>
    </Page>
  )
}
