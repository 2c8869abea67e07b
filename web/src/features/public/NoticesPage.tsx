import { useQuery } from '@tanstack/react-query'
import { client, data } from '../../api/http'
import type { Schemas } from '../../api/schemas'
import { fullDate } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Tag } from '../../ui/Tag'
import { PublicFrame } from './PublicFrame'
import css from './public.module.css'

type Notice = Schemas['AidNotice']

/** The public board: what hangs today, masked by the server, for anybody. */
export default function NoticesPage() {
  const t = useT()
  const list = useQuery({
    queryKey: ['public', 'notices'],
    queryFn: ({ signal }) => data(client.GET('/api/v1/public/notices', { signal })),
  })
  return (
    <PublicFrame title={t('public.title')}>
      <p className="sec">{t('public.note')}</p>
      {list.isPending ? (
        <Loading lines={6} />
      ) : list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : list.data.items.length === 0 ? (
        <EmptyState icon="paper" title={t('public.none')} hint={t('public.none_hint')} />
      ) : (
        <ul className={css.list}>
          {list.data.items.map((notice) => (
            <Item key={notice.id} notice={notice} />
          ))}
        </ul>
      )}
    </PublicFrame>
  )
}

function Item({ notice }: { notice: Notice }) {
  const t = useT()
  const { content } = notice
  return (
    <li className={css.item}>
      <h2>
        {content.name} <span className="sec">{content.unit}</span>
        <Tag tone={notice.kind === 'exit' ? 'grey' : 'teal'}>
          {t(`public.kind_${notice.kind === 'exit' ? 'exit' : 'aid'}`)}
        </Tag>
      </h2>
      <dl>
        <div>
          <dt>{t('public.size')}</dt>
          <dd>{t('public.persons', { n: content.size })}</dd>
        </div>
        <div>
          <dt>{t('public.needs')}</dt>
          <dd>{content.needs.map((need) => t(`public.need_${need}`)).join(t('ui.and'))}</dd>
        </div>
        {notice.kind === 'exit' ? null : (
          <div>
            <dt>{t('public.amount')}</dt>
            <dd>{t('public.yuan', { amount: yuan(content.amount_fen) })}</dd>
          </div>
        )}
        <div>
          <dt>{t('public.period')}</dt>
          <dd>
            <span className={css.day}>{fullDate(notice.from_on)}</span> {t('public.to')}{' '}
            <span className={css.day}>{fullDate(notice.to_on)}</span>
          </dd>
        </div>
        <div>
          <dt>{t('public.phone')}</dt>
          <dd>
            <a href={`tel:${content.phone}`}>{content.phone}</a>
          </dd>
        </div>
      </dl>
    </li>
  )
}
