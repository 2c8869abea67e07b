import type { Schemas } from '../../api/schemas'
import { fullDate } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import css from './public.module.css'

/** What a campaign told of its progress, the latest first. */
export function Reports({ list }: { list: Schemas['GiftPublicReport'][] }) {
  const t = useT()
  if (list.length === 0) return null
  return (
    <ul className={css.reports} aria-label={t('public.reports')}>
      {list.map((one) => (
        <li key={`${one.kind} ${one.up_to}`}>
          <b>{t(`public.report_${one.kind}`)}</b> <span className="sec">{fullDate(one.published_on)}</span>
          <p>{one.text}</p>
        </li>
      ))}
    </ul>
  )
}
