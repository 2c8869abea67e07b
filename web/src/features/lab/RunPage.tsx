import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Segmented from 'antd/es/segmented'
import { useState } from 'react'
import { useParams } from 'react-router'
import { useNotify } from '../../api/notify'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { DateText } from '../../ui/DateText'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import { Tag, type Tone } from '../../ui/Tag'
import { CaseCard } from './CaseCards'
import { BandCard, FrontierChart, SplitCard } from './Charts'
import { AdoptDialog, Shifts } from './Dialogs'
import { FigureBand, MoreFigures, Reforms } from './FigureBand'
import css from './lab.module.css'
import { repeat, runCasesQuery, runQuery } from './queries'
import { Answer } from './SolveCard'
import type { Run } from './types'
import { nameOf, typed, unitOf } from './words'

const tones: Record<string, Tone> = { draft: 'amber', adopted: 'green', rejected: 'red', withdrawn: 'grey' }

/** A kept run as it was found, and what became of its changes. */
export default function RunPage() {
  const t = useT()
  const { id = '' } = useParams()
  const run = useQuery(runQuery(id))
  if (!run.data)
    return (
      <Page title={t('lab.run')} back={paths.labRuns}>
        <Card grow>
          {run.isError ? (
            <ErrorState error={run.error} onRetry={() => void run.refetch()} />
          ) : (
            <Loading lines={10} />
          )}
        </Card>
      </Page>
    )
  return <Ready run={run.data} />
}

function Ready({ run }: { run: Run }) {
  const t = useT()
  const notify = useNotify()
  const [adopting, setAdopting] = useState(false)
  const again = useAction({
    send: () => repeat(run.id),
    onDone: (out) => (out.same ? notify.done(t('lab.same_bytes')) : notify.refused(t('lab.other_bytes'))),
  })
  const { answer, solved, frontier, rationed } = run.document
  const [of, setOf] = useState(0)
  const reform = answer.outcomes[of]
  const [lever, second] = run.levers
  return (
    <Page
      title={run.name}
      back={paths.labRuns}
      note={t(answer.population.kind === 'real' ? 'lab.about_kept' : 'lab.about_made_up', {
        on: answer.on,
        n: answer.households.toLocaleString(),
      })}
      actions={
        <>
          {can(run, 'repeat') ? (
            <Button loading={again.pending} onClick={() => again.run(null)}>
              {t('lab.repeat')}
            </Button>
          ) : null}
          {can(run, 'adopt') && reform && reform.changes.length > 0 ? (
            <Button type="primary" onClick={() => setAdopting(true)}>
              {t('lab.adopt')}
            </Button>
          ) : null}
        </>
      }
    >
      {answer.outcomes.length > 1 ? (
        <>
          <Segmented
            className={css.views ?? ''}
            aria-label={t('lab.reforms')}
            value={of}
            options={answer.outcomes.map((one, place) => ({
              value: place,
              label: t('lab.reform', { name: one.name }),
            }))}
            onChange={setOf}
          />
          <Reforms answer={answer} of={of} />
        </>
      ) : null}
      <FigureBand answer={answer} of={of} />
      <MoreFigures answer={answer} of={of} />
      {reform ? (
        <div className={css.charts}>
          <SplitCard list={answer.outcomes} />
          <BandCard list={answer.outcomes} />
        </div>
      ) : null}
      <div className={css.pair}>
        <Card title={t('lab.changes')} padded>
          {reform ? (
            <Shifts shifts={reform.changes} rules={reform.rules} />
          ) : (
            <p className={css.none}>{t('lab.nothing_changed')}</p>
          )}
          {run.drafts.map((draft) => (
            <p key={draft.id} className={css.draft}>
              <Tag
                tone={
                  draft.motion_id && draft.status === 'draft' ? 'violet' : (tones[draft.status] ?? 'grey')
                }
              >
                {t(
                  draft.motion_id && draft.status === 'draft'
                    ? 'lab.draft_tabled'
                    : `lab.draft_${draft.status}`,
                )}
              </Tag>
              {draft.key} {draft.value} · {t('lab.holds_from')}{' '}
              <DateText date={draft.from_on} style="paper" />
              {draft.document ? ` · ${draft.document}` : ''}
            </p>
          ))}
          {solved && lever ? (
            <>
              <p className={css.draft}>{nameOf(lever)}</p>
              <Answer solved={solved} lever={lever} />
            </>
          ) : null}
          {frontier && lever && second ? (
            <FrontierChart
              pairs={frontier}
              x={`${nameOf(second)} ${unitOf(second, t)}`}
              y={`${nameOf(lever)} ${unitOf(lever, t)}`}
              numberX={(value) => Number(typed(value, second))}
              number={(value) => Number(typed(value, lever))}
            />
          ) : null}
          {rationed ? (
            <p className={css.draft}>
              {t(`lab.method_${rationed.method}`)}：
              {t('lab.ration_sum', {
                claimed: yuan(rationed.claimed_fen),
                given: yuan(rationed.given_fen),
                full: rationed.full,
                part: rationed.part,
                none: rationed.none,
              })}
            </p>
          ) : null}
        </Card>
        <Card title={t('lab.fixed')} padded>
          <dl className={css.facts}>
            <dt>{t('lab.made_by')}</dt>
            <dd>
              {run.made_by} <DateText at={run.made_at} />
            </dd>
            <dt>{t('lab.document_hash')}</dt>
            <dd>
              <code>{run.hash}</code>
            </dd>
            <dt>{t('lab.facts_hash')}</dt>
            <dd>
              <code>{run.facts_hash}</code>
            </dd>
            <dt>{t('lab.rules_hash')}</dt>
            <dd>
              <code>{run.rules_hash}</code>
            </dd>
          </dl>
        </Card>
      </div>
      {reform && run.kind === 'real' ? (
        <div className={css.pair}>
          {(['up', 'down'] as const).map((side) => (
            <CaseCard
              key={side}
              side={side}
              n={reform.versus[side]}
              fen={side === 'up' ? reform.versus.more_fen : -reform.versus.less_fen}
              query={runCasesQuery(run.id, of, side)}
            />
          ))}
        </div>
      ) : null}
      {adopting && reform ? (
        <AdoptDialog shifts={reform.changes} run={run} of={of} onClose={() => setAdopting(false)} />
      ) : null}
    </Page>
  )
}
