import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { DateText } from '../../ui/DateText'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { Tag, type Tone } from '../../ui/Tag'
import css from './policy.module.css'
import { historyQuery, policyKeys, withdraw } from './queries'
import type { Line, Version } from './types'
import { isFigure, nameOf, unitOf, written } from './value'

export const tones: Record<string, Tone> = {
  in_force: 'green',
  scheduled: 'blue',
  draft: 'amber',
  checked: 'teal',
  tabled: 'violet',
  replaced: 'grey',
  expired: 'grey',
  withdrawn: 'grey',
  rejected: 'red',
}

interface Props {
  line: Line
  area: string
  onPropose?: (() => void) | undefined
}

/** One parameter: what holds now, by what, and everything that was decided about it. */
export function Detail({ line, area, onPropose }: Props) {
  const t = useT()
  const history = useQuery(historyQuery(line.key))
  const { current } = line
  return (
    <section className={css.detail} aria-label={nameOf(line)}>
      <header>
        <h2>{nameOf(line)}</h2>
        <code>{line.key}</code>
      </header>
      <div className={css.now}>
        {current ? (
          <>
            <p className={isFigure(line) ? undefined : css.sentence}>
              <b>{written(current.value, line, t)}</b>
              {current.value === 'none' ? null : <span>{unitOf(line.unit, t)}</span>}
            </p>
            <dl>
              <dt>{t('policy.area')}</dt>
              <dd>{current.area_name || t('policy.country')}</dd>
              <dt>{t('policy.from')}</dt>
              <dd>
                <DateText date={current.from_on} style="paper" />
                {current.to_on ? (
                  <>
                    {t('policy.until')}
                    <DateText date={current.to_on} style="paper" />
                  </>
                ) : null}
              </dd>
              <dt>{t('policy.document')}</dt>
              <dd>{current.document || <span className="aux">—</span>}</dd>
              {current.note ? (
                <>
                  <dt>{t('policy.reason')}</dt>
                  <dd>{current.note}</dd>
                </>
              ) : null}
            </dl>
          </>
        ) : line.optional ? (
          <p className="sec">{t('policy.unset_optional_hint')}</p>
        ) : (
          <p className={css.stops} role="status">
            <Icon name="warn" />
            {t('policy.unset_hint', { area })}
          </p>
        )}
        {onPropose ? (
          <Button block icon={<Icon name="pen" />} onClick={onPropose}>
            {t('policy.propose')}
          </Button>
        ) : null}
      </div>
      <h3>{t('policy.history')}</h3>
      {history.isPending ? (
        <Loading lines={4} />
      ) : history.isError ? (
        <ErrorState error={history.error} onRetry={() => void history.refetch()} />
      ) : history.data.length === 0 ? (
        <p className={css.empty}>{t('policy.no_history')}</p>
      ) : (
        <ol className={css.history}>
          {history.data.map((version) => (
            <Past key={version.id} version={version} line={line} />
          ))}
        </ol>
      )}
    </section>
  )
}

function Past({ version, line }: { version: Version; line: Line }) {
  const t = useT()
  const queries = useQueryClient()
  const take = useAction({
    send: (id: string, key) => withdraw(id, key),
    done: t('policy.withdrawn'),
    onDone: () => queries.invalidateQueries({ queryKey: policyKeys.all }),
  })
  const who = version.adopted_by || version.proposed_by
  return (
    <li>
      <p>
        <b>{written(version.value, line, t)}</b>
        {version.value === 'none' ? null : <small>{unitOf(line.unit, t)}</small>}
        <Tag tone={tones[version.state] ?? 'grey'}>{t(`policy.state_${version.state}`)}</Tag>
      </p>
      <p className="sec">
        {t('policy.since')}
        <DateText date={version.from_on} style="paper" />
        {version.to_on ? (
          <>
            {t('policy.until')}
            <DateText date={version.to_on} style="paper" />
          </>
        ) : null}
        <span>{version.area_name || t('policy.country')}</span>
      </p>
      {version.document || version.note ? (
        <p className="sec">{[version.document, version.note].filter(Boolean).join(' · ')}</p>
      ) : null}
      <p className="aux">
        {t(version.adopted_by ? 'policy.adopted_by' : 'policy.proposed_by', { who })}{' '}
        <DateText at={version.adopted_at || version.proposed_at} />
        {version.can.includes('withdraw') ? (
          <Button type="link" size="small" loading={take.pending} onClick={() => take.run(version.id)}>
            {t('policy.withdraw')}
          </Button>
        ) : null}
      </p>
    </li>
  )
}
