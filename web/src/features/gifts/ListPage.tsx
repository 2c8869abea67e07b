import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useParams } from 'react-router'
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
import { GiftTag } from './GiftTag'
import css from './gifts.module.css'
import { PledgesCard } from './PledgesCard'
import { applyList, giftKeys, listQuery } from './queries'
import type { List } from './types'

/** A list of pledges: what is wrong in which row, then the pledges that it made. */
export default function ListPage() {
  const t = useT()
  const { id = '' } = useParams()
  const list = useQuery(listQuery(id))
  if (!list.data)
    return (
      <Page title={t('gifts.list')} back={paths.gifts}>
        <Card>
          {list.isError ? (
            <ErrorState error={list.error} onRetry={() => void list.refetch()} />
          ) : (
            <Loading lines={8} />
          )}
        </Card>
      </Page>
    )
  return <Ready list={list.data} />
}

function Ready({ list }: { list: List }) {
  const t = useT()
  const queries = useQueryClient()
  const apply = useAction({
    send: (onlyGood: boolean, key: string) => applyList(list.id, list.version, onlyGood, key),
    done: t('gifts.list_done'),
    onDone: () => queries.invalidateQueries({ queryKey: giftKeys.all }),
  })
  return (
    <Page
      title={`${list.org_name} · ${list.campaign}`}
      note={<GiftTag state={list.state} text={t(`gifts.list_${list.state}`)} />}
      back={paths.campaign(list.campaign_id)}
      actions={
        <>
          {can(list, 'errors') ? (
            <Button href={url(`/gifts/lists/${list.id}/errors`)} download icon={<Icon name="download" />}>
              {t('gifts.list_errors')}
            </Button>
          ) : null}
          {can(list, 'apply') ? (
            <Button type="primary" loading={apply.pending} onClick={() => apply.run(list.bad > 0)}>
              {t(list.bad > 0 ? 'gifts.apply_good' : 'gifts.apply', { n: list.good })}
            </Button>
          ) : null}
        </>
      }
    >
      <section className={css.figures} aria-label={t('gifts.figures')}>
        {(
          [
            [t('gifts.rows'), list.rows.toLocaleString()],
            [t('gifts.good'), list.good.toLocaleString()],
            [t('gifts.bad'), list.bad.toLocaleString()],
            [t('gifts.sum'), yuan(list.sum_fen)],
          ] as const
        ).map(([text, value]) => (
          <div key={text}>
            <span>{text}</span>
            <b>{value}</b>
          </div>
        ))}
      </section>
      {list.findings.length > 0 ? (
        <Card title={t('gifts.findings')} note={t('gifts.findings_note')}>
          <div className={css.scroll}>
            <table className={css.table}>
              <thead>
                <tr>
                  <th>{t('gifts.row')}</th>
                  <th>{t('gifts.column')}</th>
                  <th>{t('gifts.error_code')}</th>
                  <th>{t('gifts.detail')}</th>
                </tr>
              </thead>
              <tbody>
                {list.findings.map((one) => (
                  <tr key={`${one.row}${one.column}${one.code}`}>
                    <td>{one.row}</td>
                    <td>{one.column}</td>
                    <td>
                      {one.code}
                      {one.warn ? ` (${t('gifts.warn')})` : ''}
                    </td>
                    <td>{one.detail}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Card>
      ) : null}
      {list.state === 'applied' ? <PledgesCard list={list.id} /> : null}
    </Page>
  )
}
