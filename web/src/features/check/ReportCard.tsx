import { useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import Input from 'antd/es/input'
import Radio from 'antd/es/radio'
import { useState } from 'react'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { cx } from '../../lib/cx'
import { useLanguage, useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { EmptyState } from '../../ui/EmptyState'
import { Tag } from '../../ui/Tag'
import css from './check.module.css'
import { checkKeys, saveReport } from './queries'
import type { CheckForm, Detail, Row } from './types'

/** Declared beside found, the conclusion, and the two people behind it. A report states; it never refuses. */
export function ReportCard({ detail, form }: { detail: Detail; form: CheckForm }) {
  const t = useT()
  const queries = useQueryClient()
  const writes = can(detail, 'report')
  const { request } = detail
  const [rows, setRows] = useState<Row[]>(() => (writes ? merge(detail.suggested, detail.rows) : detail.rows))
  const [conclusion, setConclusion] = useState(request.conclusion)
  const [summary, setSummary] = useState(detail.summary)
  const total = detail.people.length * (request.sources?.length ?? 0)
  const left = total - detail.answers.length
  const action = useAction({
    send: (submit: boolean, key: string) =>
      saveReport(request.id, { version: request.version, conclusion, summary, rows, submit }, key),
    done: t('check.report_kept'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: checkKeys.all })
    },
  })
  const missing =
    left > 0
      ? t('check.lack_answers', { n: left })
      : !conclusion
        ? t('check.lack_conclusion')
        : !summary.trim()
          ? t('check.lack_summary')
          : ''
  return (
    <Card
      title={t('check.report')}
      note={
        request.expires_on ? t('check.valid_until', { date: request.expires_on }) : t('check.never_refuses')
      }
      className={css.report}
    >
      <Comparison
        rows={rows}
        detail={detail}
        form={form}
        onNote={
          writes
            ? (index, note) => setRows(rows.map((one, i) => (i === index ? { ...one, note } : one)))
            : undefined
        }
      />
      <div className={css.write}>
        {writes ? (
          <>
            <Radio.Group
              aria-label={t('check.conclusion')}
              value={conclusion}
              options={form.conclusions.map((value) => ({ value, label: t(`check.conclusion_${value}`) }))}
              onChange={(event) => setConclusion(event.target.value)}
            />
            <Input.TextArea
              aria-label={t('check.summary')}
              placeholder={t('check.summary')}
              rows={4}
              maxLength={2000}
              value={summary}
              onChange={(event) => setSummary(event.target.value)}
            />
            <p className={css.buttons}>
              <Button loading={action.pending} onClick={() => action.run(false)}>
                {t('check.keep_draft')}
              </Button>
              <Button
                type="primary"
                disabled={missing !== ''}
                loading={action.pending}
                onClick={() => action.run(true)}
              >
                {missing || t('check.submit')}
              </Button>
            </p>
          </>
        ) : request.conclusion ? (
          <>
            <p>
              <b>{t(`check.conclusion_${request.conclusion}`)}</b>
            </p>
            <p style={{ whiteSpace: 'pre-line' }}>{detail.summary}</p>
            {request.state === 'submitted' ? (
              <p className="sec">{t('check.awaits_review', { who: request.checker })}</p>
            ) : null}
          </>
        ) : (
          <p className="sec">{t('check.no_report')}</p>
        )}
      </div>
    </Card>
  )
}

/** What follows from the answers now, with the notes that the checker has written before. */
function merge(suggested: Row[], written: Row[]): Row[] {
  return suggested.map((row) => {
    const old = written.find((one) => one.item === row.item && one.person_id === row.person_id)
    return old?.note ? { ...row, note: old.note } : row
  })
}

interface ComparisonProps {
  rows: Row[]
  detail: Detail
  form: CheckForm
  onNote: ((index: number, note: string) => void) | undefined
}

function Comparison({ rows, detail, form, onNote }: ComparisonProps) {
  const t = useT()
  const zh = useLanguage() === 'zh-CN'
  const [over, setOver] = useState(false)
  if (rows.length === 0)
    return onNote ? (
      <EmptyState icon="paper" title={t('check.no_rows')} hint={t('check.no_rows_hint')} />
    ) : (
      <p className={css.legend}>{t('check.no_difference')}</p>
    )
  const name = (id: string | undefined) =>
    detail.people.find((one) => one.id === id)?.name ?? t('check.whole_household')
  return (
    <>
      <p className={css.legend}>
        {t('check.unit')}
        <Checkbox checked={over} onChange={(event) => setOver(event.target.checked)}>
          {t('check.over_only')}
        </Checkbox>
      </p>
      <table className={css.compare}>
        <thead>
          <tr>
            <th scope="col">{t('check.item')}</th>
            <th scope="col">{t('check.person')}</th>
            <th scope="col" className="num">
              {t('check.declared')}
            </th>
            <th scope="col" className="num">
              {t('check.found_amount')}
            </th>
            <th scope="col" className="num">
              {t('check.limit')}
            </th>
            <th scope="col">{t('check.note')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => {
            const item = form.items.find((one) => one.code === row.item)
            if (over && !row.over) return null
            return (
              <tr key={row.item + (row.person_id ?? '')} className={cx(row.over && css.over)}>
                <td>{zh ? item?.zh : item?.en}</td>
                <td>{name(row.person_id)}</td>
                <td className="num">{item?.piece ? (row.declared_count ?? 0) : yuan(row.declared_fen)}</td>
                <td className="num">
                  {row.over ? <Tag tone="red">{t(row.limited ? 'check.over' : 'check.more')}</Tag> : null}{' '}
                  {item?.piece ? (row.found_count ?? 0) : yuan(row.found_fen)}
                </td>
                <td className="num">
                  {row.limited ? (item?.piece ? (row.limit_count ?? 0) : yuan(row.limit_fen ?? 0)) : '—'}
                </td>
                <td>
                  {onNote ? (
                    <Input
                      size="small"
                      aria-label={t('check.note')}
                      maxLength={200}
                      value={row.note ?? ''}
                      onChange={(event) => onNote(index, event.target.value)}
                    />
                  ) : (
                    row.note
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </>
  )
}
