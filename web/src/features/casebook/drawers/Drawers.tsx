import { useQuery } from '@tanstack/react-query'
import Drawer from 'antd/es/drawer'
import { useCodes } from '../../../api/codes'
import { can } from '../../../auth/session'
import { useLanguage, useT } from '../../../lib/i18n'
import { keyed } from '../../../lib/keyed'
import { parseYuan, yuan } from '../../../lib/money'
import { DateText } from '../../../ui/DateText'
import { ErrorState } from '../../../ui/ErrorState'
import { Loading } from '../../../ui/Loading'
import { Tag } from '../../../ui/Tag'
import { Timeline } from '../../../ui/Timeline'
import type { DrawerCode } from '../CasebookPage'
import css from '../casebook.module.css'
import { ProgressCard } from '../ProgressCard'
import { assessmentQuery } from '../queries'
import { timelineOf } from '../TimelineCard'
import type { Assessment, Book, CaseFile } from '../types'
import type { OpenAction } from '../useActions'
import { ViewList } from '../ViewsCard'

interface Props {
  code: DrawerCode
  file: CaseFile
  open: OpenAction
  onClose: () => void
}

/** What does not fit on the one page: everything of one kind, from the side. */
export function Drawers({ code, file, open, onClose }: Props) {
  const t = useT()
  return (
    <Drawer
      open
      title={t(`casebook.drawer_${code}`)}
      size={code === 'assessment' ? 620 : 520}
      onClose={onClose}
    >
      {code === 'assessment' ? <Calculation id={file.book.case.assessment_id} /> : null}
      {code === 'papers' ? <Papers book={file.book} /> : null}
      {code === 'timeline' ? <Timeline items={timelineOf(file.book.timeline, true)} /> : null}
      {code === 'views' ? <Views book={file.book} /> : null}
      {code === 'progress' ? <ProgressCard file={file} open={open} onAssessment={() => {}} /> : null}
      {code === 'questions' ? <Questions book={file.book} open={open} /> : null}
    </Drawer>
  )
}

/** How the class and the amounts came about: every step with its formula, inputs and the rule it used. */
function Calculation({ id }: { id: string }) {
  const t = useT()
  const found = useQuery(assessmentQuery(id))
  if (found.isPending) return <Loading lines={8} />
  if (found.isError) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />
  const { result, made_by, on } = found.data
  return (
    <>
      <p className={css.sentence}>{result.sentence}</p>
      <p className="aux">{t('casebook.assessed_by', { who: made_by, date: on })}</p>
      <ol className={css.calc}>
        {keyed(result.rows, (row) => row.step + (row.ref ?? '')).map(({ key, item: row }) => (
          <CalculationRow key={key} row={row} />
        ))}
      </ol>
    </>
  )
}

function CalculationRow({ row }: { row: Assessment['result']['rows'][number] }) {
  const t = useT()
  const lang = useLanguage() === 'en' ? 'en' : 'zh'
  const unit = (code: string) => (code ? t(`casebook.unit_${code.replace(/\W/g, '_')}`) : '')
  return (
    <li>
      <div className={css.calcHead}>
        <b>{row.label[lang]}</b>
        <span>
          <b>{row.text?.[lang] ?? figure(row.value)}</b> {row.text ? '' : unit(row.unit)}
        </span>
      </div>
      <p className="sec">{row.formula[lang]}</p>
      {row.inputs.length > 0 ? (
        <ul className={css.calcInputs}>
          {keyed(row.inputs, (item) => item.label.zh).map(({ key, item }) => (
            <li key={key}>
              {item.label[lang]}
              <span>
                {item.text?.[lang] ?? figure(item.value)} {item.text ? '' : unit(item.unit)}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {row.params.map((rule) => (
        <p className="aux" key={rule.id}>
          {t('casebook.rule_from', { document: rule.document, date: rule.from_on })}
        </p>
      ))}
    </li>
  )
}

/** Yuan with two decimals are grouped; anything else stays as the rules wrote it. */
function figure(value: string): string {
  return /^-?\d+\.\d\d$/.test(value) ? yuan(parseYuan(value) ?? 0, { fen: true }) : value
}

function Papers({ book }: { book: Book }) {
  const t = useT()
  const codes = useCodes()
  return (
    <ul className={css.drawerList}>
      {book.papers.map((paper) => (
        <li key={paper.id}>
          <div>
            <b>{paper.name}</b>
            <Tag tone={paper.state === 'asked' ? 'amber' : paper.state === 'waived' ? 'grey' : 'green'}>
              {t(`casebook.paper_${paper.state}`)}
            </Tag>
          </div>
          <p className="sec">
            {codes.label('paper', paper.kind)}　{paper.by_name}　
            <DateText at={paper.given_at || paper.asked_at} />
            {paper.note ? `　${paper.note}` : ''}
          </p>
          {paper.file_id ? (
            <a href={`/api/v1/files/${paper.file_id}`} target="_blank" rel="noreferrer">
              {t('casebook.open_scan')}
            </a>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

function Views({ book }: { book: Book }) {
  const t = useT()
  return (
    <>
      <h3 className={css.drawerTitle}>{t('casebook.may_see')}</h3>
      <ul className={css.drawerList}>
        {book.access.map((one) => (
          <li key={`${one.kind} ${one.org_id} ${one.staff_id}`}>
            <div>
              <b>{one.name}</b>
              <Tag>{t(`casebook.access_${one.kind}`)}</Tag>
            </div>
            {one.until_on ? (
              <p className="sec">{t('casebook.access_until', { date: one.until_on })}</p>
            ) : null}
          </li>
        ))}
      </ul>
      <h3 className={css.drawerTitle}>{t('casebook.views')}</h3>
      <ViewList lines={book.looked} />
    </>
  )
}

function Questions({ book, open }: { book: Book; open: OpenAction }) {
  const t = useT()
  return (
    <ul className={css.drawerList}>
      {book.questions.map((one) => (
        <li key={one.id}>
          <div>
            <b>
              {one.org_name} {one.by_name}
            </b>
            <DateText at={one.made_at} />
          </div>
          <p>{one.text}</p>
          {one.answered_at ? (
            <p className="sec">
              {one.answered_by}：{one.answer}
            </p>
          ) : can(book.case, 'answer') ? (
            <button type="button" className={css.plain} onClick={() => open('answer', one.id)}>
              {t('casebook.do_answer')}
            </button>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
