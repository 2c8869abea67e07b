import { useMutation } from '@tanstack/react-query'
import Alert from 'antd/es/alert'
import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import Segmented from 'antd/es/segmented'
import { useState } from 'react'
import { Link } from 'react-router'
import { asApiError } from '../../api/errors'
import { sentenceOf } from '../../api/sentence'
import { language, useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { MoneyInput } from '../../ui/MoneyInput'
import css from './lab.module.css'
import { ration } from './queries'
import type { Portions, Question, RationIn } from './types'
import { written } from './words'

const methods = ['need', 'prorata', 'level'] as const

interface Props {
  question: Question
  of: number | undefined
  available: number
  /** What was shared out last, to be kept with the run. */
  onShared: (how: RationIn) => void
}

/** Who would get what of a pool that is too small, by each of three ways, every amount explained. */
export function RationCard({ question, of, available, onShared }: Props) {
  const t = useT()
  const [method, setMethod] = useState<RationIn['method']>('need')
  const [pool, setPool] = useState<number | undefined>(available)
  const [reform, setReform] = useState(false)
  const [pages, setPages] = useState<Portions[]>([])
  const changed = of !== undefined && of < question.reforms.length
  const how: RationIn = {
    method,
    ...(reform && changed ? { reform: true, of } : {}),
    ...(pool === undefined ? {} : { pool_fen: pool }),
  }
  const run = useMutation({
    mutationFn: (cursor: string) => ration(question, how, cursor),
    onSuccess: (page, cursor) => {
      onShared(how)
      setPages((old) => (cursor ? [...old, page] : [page]))
    },
  })
  const last = pages.at(-1)
  return (
    <Card title={t('lab.ration')} note={t('lab.ration_note')} className={css.ration}>
      <div className={css.rationBar}>
        <Segmented
          aria-label={t('lab.method')}
          value={method}
          options={methods.map((one) => ({ value: one, label: t(`lab.method_${one}`) }))}
          onChange={(next) => setMethod(next as RationIn['method'])}
        />
        <MoneyInput
          label={t('lab.pool')}
          {...(pool === undefined ? {} : { value: pool })}
          onChange={setPool}
        />
        <Checkbox
          checked={reform && changed}
          disabled={!changed}
          onChange={(event) => setReform(event.target.checked)}
        >
          {t('lab.under_reform')}
        </Checkbox>
        <Button loading={run.isPending} onClick={() => run.mutate('')}>
          {t('lab.share_out')}
        </Button>
      </div>
      <div aria-live="polite">
        {run.isError ? <Alert type="warning" title={sentenceOf(asApiError(run.error))} /> : null}
        {last ? (
          <p className={css.rationSum}>
            {t('lab.ration_sum', {
              claimed: yuan(last.claimed_fen),
              given: yuan(last.given_fen),
              full: last.full.toLocaleString(),
              part: last.part.toLocaleString(),
              none: last.none.toLocaleString(),
            })}
            {last.method === 'level' ? ` ${t('lab.level', { level: yuan(last.level_fen) })}` : ''}
          </p>
        ) : (
          <p className={css.none}>{t(`lab.method_${method}_hint`)}</p>
        )}
      </div>
      {last ? (
        <ul className={css.portions}>
          {pages
            .flatMap((page) => page.items)
            .map((one) => (
              <li key={one.case_id || one.file_no}>
                <details>
                  <summary>
                    <span>
                      {one.case_id ? one.title : t('lab.made_up')} <small>{one.file_no}</small>
                    </span>
                    <span className="num">
                      {yuan(one.was_fen)} › <b>{yuan(one.is_fen)}</b>
                    </span>
                  </summary>
                  <Explained row={one.row} />
                  {one.case_id ? <Link to={paths.case(one.case_id)}>{t('lab.open_case')}</Link> : null}
                </details>
              </li>
            ))}
        </ul>
      ) : null}
      {last?.next ? (
        <div className={css.none}>
          <Button loading={run.isPending} onClick={() => run.mutate(last.next)}>
            {t('ui.more')}
          </Button>
        </div>
      ) : null}
    </Card>
  )
}

function Explained({ row }: { row: Portions['items'][number]['row'] }) {
  const t = useT()
  const word = (label: { zh: string; en: string }) => (language() === 'zh-CN' ? label.zh : label.en)
  return (
    <div className={css.explained}>
      <p>
        {word(row.label)}：{word(row.formula)}
      </p>
      <dl>
        {row.inputs.map((one) => (
          <div key={one.label.en}>
            <dt>{word(one.label)}</dt>
            <dd>{one.unit === 'yuan' ? written(one.value, { kind: 'money', unit: '' }, t) : one.value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
