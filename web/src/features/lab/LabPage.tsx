import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Segmented from 'antd/es/segmented'
import Select from 'antd/es/select'
import { useState } from 'react'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { ErrorState } from '../../ui/ErrorState'
import { Loading } from '../../ui/Loading'
import { CaseCard } from './CaseCards'
import { BandCard, SplitCard } from './Charts'
import { AdoptDialog, KeepDialog } from './Dialogs'
import { FigureBand, MoreFigures, Reforms } from './FigureBand'
import { LabPart } from './LabPart'
import { LeverCard } from './LeverCard'
import css from './lab.module.css'
import { boardQuery, casesQuery } from './queries'
import { RationCard } from './RationCard'
import { SolveCard } from './SolveCard'
import type { Beside, Board, Population } from './types'
import { letters, useLab } from './useLab'

/** Move a parameter and see at once what it would cost, whom it would reach, who gains and who loses. */
export default function LabPage() {
  const board = useQuery(boardQuery)
  if (!board.data)
    return (
      <LabPart>
        <Card grow>
          {board.isError ? (
            <ErrorState error={board.error} onRetry={() => void board.refetch()} />
          ) : (
            <Loading lines={10} />
          )}
        </Card>
      </LabPart>
    )
  return <Ready board={board.data} />
}

const sizes = [1_000, 10_000, 100_000]

function populationOf(code: string): Population {
  return code === 'real' ? { kind: 'real' } : { kind: 'synthetic', size: Number(code), seed: 1 }
}

/** A search or sharing out of a reform that is gone belongs to the last one that is left. */
function fitting({ aim, other, ration }: Beside, reforms: number): Beside {
  const last = Math.max(reforms - 1, 0)
  return {
    ...(aim ? { aim: { ...aim, of: Math.min(aim.of ?? 0, last) } } : {}),
    ...(other ? { other } : {}),
    ...(ration && !(ration.reform && reforms === 0)
      ? { ration: ration.reform ? { ...ration, of: Math.min(ration.of ?? 0, last) } : ration }
      : {}),
  }
}

function Ready({ board }: { board: Board }) {
  const t = useT()
  const lab = useLab()
  const [tool, setTool] = useState<'levers' | 'solve'>('levers')
  const [view, setView] = useState<'cases' | 'ration'>('cases')
  const [dialog, setDialog] = useState<'keep' | 'adopt'>()
  const { answer, stale } = lab
  const [beside, setBeside] = useState<Beside>({})
  const reform = lab.of === undefined ? undefined : answer?.outcomes[lab.of]
  const list = answer?.outcomes ?? []
  return (
    <LabPart
      note={
        answer
          ? t(answer.population.kind === 'real' ? 'lab.about_real' : 'lab.about_made_up', {
              on: answer.on,
              n: answer.households.toLocaleString(),
            })
          : undefined
      }
      actions={
        <>
          <Select
            aria-label={t('lab.population')}
            className={css.population}
            value={lab.population.kind === 'real' ? 'real' : String(lab.population.size)}
            options={[
              { value: 'real', label: t('lab.real') },
              ...sizes.map((n) => ({
                value: String(n),
                label: t('lab.synthetic', { n: n.toLocaleString() }),
              })),
            ]}
            onChange={(code: string) => lab.setPopulation(populationOf(code))}
          />
          <Button disabled={!answer || stale} onClick={() => setDialog('keep')}>
            {t('lab.keep')}
          </Button>
          {can(board, 'adopt') ? (
            <Button
              type="primary"
              disabled={!reform || reform.changes.length === 0 || stale}
              onClick={() => setDialog('adopt')}
            >
              {t('lab.adopt')}
            </Button>
          ) : null}
        </>
      }
    >
      <div className={css.columns}>
        <div className={css.left}>
          <div className={css.plans}>
            <Segmented
              aria-label={t('lab.reforms')}
              value={lab.at}
              options={lab.plans.map((_, place) => ({
                value: place,
                label: t('lab.reform', { name: letters[place] ?? '' }),
              }))}
              onChange={lab.setAt}
            />
            {lab.plans.length < letters.length ? (
              <Button type="link" size="small" onClick={lab.add}>
                {t('lab.add_reform')}
              </Button>
            ) : null}
          </div>
          <Segmented
            block
            aria-label={t('lab.tools')}
            value={tool}
            options={[
              { value: 'levers', label: t('lab.levers') },
              { value: 'solve', label: t('lab.solve') },
            ]}
            onChange={(next) => setTool(next as 'levers' | 'solve')}
          />
          {tool === 'levers' ? (
            <LeverCard
              available={board.pool.available_fen}
              pool={lab.pool}
              onPool={lab.setPool}
              levers={board.levers}
              changes={lab.plan.changes}
              choices={board.rules}
              rules={lab.plan.rules}
              onRules={lab.setRules}
              onDrop={lab.plans.length > 1 ? lab.drop : undefined}
              onChange={lab.set}
              onClear={lab.clear}
            />
          ) : (
            <SolveCard
              levers={board.levers}
              question={lab.question}
              of={lab.of}
              onFound={(found) => setBeside(({ ration }) => ({ ...found, ...(ration ? { ration } : {}) }))}
              onTake={lab.set}
            />
          )}
        </div>
        {answer ? (
          <>
            <div className={css.answer}>
              <FigureBand answer={answer} of={lab.of} stale={stale} />
              {stale && !lab.error ? (
                <span className={css.working} role="status">
                  {t('lab.working')}
                </span>
              ) : null}
            </div>
            <div className={css.right}>
              {lab.error ? (
                <Card padded>
                  <ErrorState error={lab.error} onRetry={lab.retry} />
                </Card>
              ) : null}
              {list.length > 1 ? <Reforms answer={answer} of={lab.of} stale={stale} /> : null}
              <MoreFigures answer={answer} of={lab.of} stale={stale} />
              <div className={css.charts}>
                <SplitCard list={list} stale={stale} />
                <BandCard list={list} stale={stale} />
              </div>
              <Segmented
                className={css.views ?? ''}
                aria-label={t('lab.view')}
                value={view}
                options={[
                  { value: 'cases', label: t('lab.view_cases') },
                  { value: 'ration', label: t('lab.view_ration') },
                ]}
                onChange={(next) => setView(next as 'cases' | 'ration')}
              />
              {view === 'ration' ? (
                <RationCard
                  question={lab.calm}
                  of={lab.of}
                  available={answer.pool.available_fen}
                  onShared={(how) => setBeside((old) => ({ ...old, ration: how }))}
                />
              ) : (
                <div className={css.pair}>
                  {(['up', 'down'] as const).map((side) => (
                    <CaseCard
                      key={side}
                      side={side}
                      n={reform?.versus[side] ?? 0}
                      fen={side === 'up' ? (reform?.versus.more_fen ?? 0) : -(reform?.versus.less_fen ?? 0)}
                      stale={stale}
                      query={casesQuery(
                        lab.calm,
                        Math.max(0, Math.min(lab.of ?? 0, lab.calm.reforms.length - 1)),
                        side,
                      )}
                    />
                  ))}
                </div>
              )}
            </div>
          </>
        ) : (
          <Card grow>
            {lab.error ? <ErrorState error={lab.error} onRetry={lab.retry} /> : <Loading lines={8} />}
          </Card>
        )}
      </div>
      {dialog === 'keep' ? (
        <KeepDialog
          question={lab.question}
          beside={fitting(beside, lab.question.reforms.length)}
          onClose={() => setDialog(undefined)}
        />
      ) : null}
      {dialog === 'adopt' && reform ? (
        <AdoptDialog
          shifts={reform.changes}
          question={lab.question}
          of={lab.of ?? 0}
          onClose={() => setDialog(undefined)}
        />
      ) : null}
    </LabPart>
  )
}
