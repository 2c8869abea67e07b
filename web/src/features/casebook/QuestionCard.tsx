import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { Tag } from '../../ui/Tag'
import css from './casebook.module.css'
import type { Book } from './types'
import type { OpenAction } from './useActions'

/** What other departments ask; open ones stop the meeting from deciding. */
export function QuestionCard({ book, open, onAll }: { book: Book; open: OpenAction; onAll: () => void }) {
  const t = useT()
  const waiting = book.questions.filter((one) => one.answered_at === 0)
  const shown = (waiting.length > 0 ? waiting : book.questions).slice(-2)
  if (book.questions.length === 0 && !can(book.case, 'question')) return null
  return (
    <Card
      title={t('casebook.questions')}
      className={css.fixed}
      tag={
        waiting.length > 0 ? (
          <Tag tone="red">{t('casebook.questions_open', { n: waiting.length })}</Tag>
        ) : null
      }
      extra={
        can(book.case, 'question') ? (
          <button type="button" className={css.plain} onClick={() => open('question')}>
            {t('casebook.do_question')}
          </button>
        ) : book.questions.length > shown.length ? (
          <button type="button" className={css.plain} onClick={onAll}>
            {t('casebook.all')}
          </button>
        ) : null
      }
    >
      {shown.length === 0 ? (
        <p className={css.quiet}>{t('casebook.no_questions')}</p>
      ) : (
        <ul className={css.questions}>
          {shown.map((question) => (
            <li key={question.id}>
              <b>
                {question.org_name} {question.by_name}
              </b>
              <p>
                {question.text}
                {question.answered_at === 0 && can(book.case, 'answer') ? (
                  <button type="button" className={css.plain} onClick={() => open('answer', question.id)}>
                    {t('casebook.do_answer')}
                  </button>
                ) : null}
              </p>
              {question.answer ? (
                <p className="sec">{t('casebook.answer', { text: question.answer })}</p>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
