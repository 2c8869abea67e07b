import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { Tag } from '../../ui/Tag'
import css from './casebook.module.css'
import type { CaseFile } from './types'

/** What other departments ask; open ones stop the meeting from deciding. */
export function QuestionCard({ questions }: { questions: CaseFile['questions'] }) {
  const t = useT()
  return (
    <Card
      title={t('casebook.questions')}
      className={css.fixed}
      tag={
        questions.open > 0 ? (
          <Tag tone="red">{t('casebook.questions_open', { n: questions.open })}</Tag>
        ) : null
      }
    >
      {questions.items.length === 0 ? (
        <p className={css.quiet}>{t('casebook.no_questions')}</p>
      ) : (
        <ul className={css.questions}>
          {questions.items.map((question) => (
            <li key={question.id}>
              <b>{question.from}</b>
              <p>{question.text}</p>
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
