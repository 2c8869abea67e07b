import { useInfiniteQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useEffect, useState } from 'react'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { childrenQuery, orgSearchQuery } from './queries'
import css from './settings.module.css'
import type { Org } from './types'

interface Props {
  chosen: string
  onChoose: (id: string) => void
}

export function OrgTree(props: Props) {
  const t = useT()
  const [text, setText] = useState('')
  const [asked, setAsked] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), 300)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <>
      <div className={css.find}>
        <Input
          aria-label={t('settings.org_find')}
          placeholder={t('settings.org_find')}
          prefix={<Icon name="search" />}
          allowClear
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {asked ? <Found q={asked} {...props} /> : <Branch parent="root" open {...props} />}
    </>
  )
}

function Found({ q, chosen, onChoose }: Props & { q: string }) {
  const t = useT()
  const list = useInfiniteQuery(orgSearchQuery(q))
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  if (list.isPending) return <Loading lines={4} />
  if (rows.length === 0) return <p className={css.nothing}>{t('ui.none_match')}</p>
  return (
    <ul className={css.branch}>
      {rows.map((org) => (
        <li key={org.id}>
          <div className={cx(css.node, org.id === chosen && css.here)}>
            <button type="button" className={css.name} onClick={() => onChoose(org.id)}>
              {org.name}
              <span className="aux"> {org.parent_name}</span>
            </button>
          </div>
        </li>
      ))}
      <More list={list} />
    </ul>
  )
}

function Branch({ parent, open, ...props }: Props & { parent: string; open?: boolean }) {
  const list = useInfiniteQuery(childrenQuery(parent))
  if (list.isPending) return <Loading lines={2} />
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  return (
    <ul className={css.branch}>
      {list.data.pages
        .flatMap((page) => page.items)
        .map((org) => (
          <Node key={org.id} org={org} open={open} {...props} />
        ))}
      <More list={list} />
    </ul>
  )
}

function Node({ org, open, ...props }: Props & { org: Org; open?: boolean }) {
  const t = useT()
  const [unfolded, setUnfolded] = useState(open ?? false)
  return (
    <li>
      <div className={cx(css.node, org.id === props.chosen && css.here)}>
        {org.children > 0 ? (
          <button
            type="button"
            className={css.fold}
            aria-expanded={unfolded}
            aria-label={t(unfolded ? 'settings.fold' : 'settings.unfold', { name: org.name })}
            onClick={() => setUnfolded(!unfolded)}
          >
            <Icon name={unfolded ? 'down' : 'right'} size={14} />
          </button>
        ) : (
          <span className={css.fold} />
        )}
        <button type="button" className={css.name} onClick={() => props.onChoose(org.id)}>
          {org.name}
        </button>
        {org.staff > 0 ? <span className={css.count}>{t('settings.people', { n: org.staff })}</span> : null}
      </div>
      {unfolded && org.children > 0 ? <Branch parent={org.id} {...props} /> : null}
    </li>
  )
}

interface Pages {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => Promise<unknown>
}

function More({ list }: { list: Pages }) {
  const t = useT()
  if (!list.hasNextPage) return null
  return (
    <li>
      <Button
        type="link"
        size="small"
        loading={list.isFetchingNextPage}
        onClick={() => void list.fetchNextPage()}
      >
        {t('ui.more')}
      </Button>
    </li>
  )
}
