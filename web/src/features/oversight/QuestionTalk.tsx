import { useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useId, useState } from 'react'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { addDays } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { DateInput } from '../../ui/DateInput'
import { DateText } from '../../ui/DateText'
import { Field } from '../../ui/Field'
import { Tag } from '../../ui/Tag'
import { useToday } from '../../ui/today'
import { CaseLink } from './JournalPage'
import css from './oversight.module.css'
import { answer, judge, oversightKeys } from './queries'
import { type Question, questionTones } from './types'

/** One question with its answer, and what can be said now. */
export function QuestionTalk({ question, onDone }: { question: Question; onDone: () => void }) {
  const t = useT()
  const today = useToday()
  const id = useId()
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const [due, setDue] = useState(addDays(today, 5))
  const after = {
    done: t('oversight.saved'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: oversightKeys.questions })
      onDone()
    },
  }
  const answering = useAction({ send: answer, ...after })
  const judging = useAction({ send: judge, ...after })
  const version = question.version
  const said = text.trim()
  return (
    <div className={css.talk}>
      <div>
        <Tag tone={questionTones[question.state] ?? 'grey'}>{t(`oversight.state_${question.state}`)}</Tag>{' '}
        {question.org_name} · {t('oversight.due')} <DateText date={question.due_on} style="sentence" />{' '}
        {question.case ? <CaseLink one={question.case} /> : null}
      </div>
      <div>
        <h3>
          {question.asked_by} <DateText at={question.asked_at} />
        </h3>
        <p className={css.text}>{question.text}</p>
      </div>
      {question.answer ? (
        <div>
          <h3>
            {question.answered_by} <DateText at={question.answered_at} />
          </h3>
          <p className={css.text}>{question.answer}</p>
        </div>
      ) : null}
      {question.verdict ? (
        <div>
          <h3>{t('oversight.verdict')}</h3>
          <p className={css.text}>{question.verdict}</p>
        </div>
      ) : null}
      {question.can.length > 0 ? (
        <Field id={id} label={t(can(question, 'answer') ? 'oversight.answer' : 'oversight.verdict')}>
          <Input.TextArea
            id={id}
            rows={4}
            maxLength={can(question, 'answer') ? 2000 : 1000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </Field>
      ) : null}
      {can(question, 'answer') ? (
        <Button
          type="primary"
          disabled={said === ''}
          loading={answering.pending}
          onClick={() => answering.run({ id: question.id, body: { version, text: said } })}
        >
          {t('oversight.answer')}
        </Button>
      ) : null}
      {can(question, 'close') ? (
        <>
          <Button
            type="primary"
            loading={judging.pending}
            onClick={() => judging.run({ id: question.id, body: { version, accept: true, reason: said } })}
          >
            {t('oversight.close')}
          </Button>
          <Field id={`${id}-due`} label={t('oversight.new_due')}>
            <DateInput id={`${id}-due`} value={due} onChange={setDue} min={addDays(today, 1)} />
          </Field>
          <Button
            disabled={said === ''}
            loading={judging.pending}
            onClick={() =>
              judging.run({ id: question.id, body: { version, accept: false, reason: said, due_on: due } })
            }
          >
            {t(said === '' ? 'oversight.return_needs' : 'oversight.return')}
          </Button>
        </>
      ) : null}
    </div>
  )
}
