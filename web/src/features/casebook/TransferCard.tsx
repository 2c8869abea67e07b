import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { Tag } from '../../ui/Tag'
import css from './casebook.module.css'
import type { Book } from './types'
import type { OpenAction } from './useActions'

/** Sheets to other departments that are still under way. */
export function TransferCard({ book, open }: { book: Book; open: OpenAction }) {
  const t = useT()
  const live = book.transfers.filter((one) => one.state === 'sent' || one.state === 'accepted')
  if (live.length === 0) return null
  return (
    <Card title={t('casebook.transfers')} className={css.fixed}>
      <ul className={css.questions}>
        {live.map((one) => (
          <li key={one.id}>
            <b>
              {one.from_name} → {one.to_name}
            </b>{' '}
            <Tag tone={one.state === 'sent' ? 'amber' : 'blue'}>{t(`casebook.transfer_${one.state}`)}</Tag>
            <p>
              {one.reason}{' '}
              <span className="aux">
                {t('casebook.until')}{' '}
                <DateText date={one.state === 'sent' ? one.due_on : one.result_due_on} />
              </span>{' '}
              {one.can.length > 0 ? (
                <button type="button" className={css.plain} onClick={() => open('answer_transfer', one.id)}>
                  {t(one.can.includes('done') ? 'casebook.transfer_report' : 'casebook.do_answer_transfer')}
                </button>
              ) : null}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  )
}
