import Select from 'antd/es/select'
import { useCodes } from '../../../api/codes'
import { client, data, done, once } from '../../../api/http'
import { useT } from '../../../lib/i18n'
import { type DialogProps, FormDialog } from './FormDialog'
import { Item, Words } from './fields'

export function QuestionDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const { id, lead_name } = file.book.case
  return (
    <FormDialog<{ text: string }>
      file={file}
      title={t('casebook.do_question')}
      intro={t('casebook.intro_question', { name: lead_name })}
      verb={t('casebook.do_question')}
      done={t('casebook.asked')}
      send={(body, key) =>
        data(
          client.POST('/api/v1/cases/{id}/questions', { params: { path: { id } }, headers: once(key), body }),
        )
      }
      onClose={onClose}
    >
      <Words name="text" label={t('casebook.question_text')} rows={4} />
    </FormDialog>
  )
}

export function AnswerDialog({ file, id: wanted, onClose }: DialogProps) {
  const t = useT()
  const { id } = file.book.case
  const question = file.book.questions.find((one) => (wanted ? one.id === wanted : one.answered_at === 0))
  if (!question) return null
  return (
    <FormDialog<{ text: string }>
      file={file}
      title={t('casebook.do_answer')}
      intro={
        <>
          <b>
            {question.org_name} {question.by_name}
          </b>
          ：{question.text}
        </>
      }
      verb={t('casebook.do_answer')}
      done={t('casebook.answered')}
      send={(body, key) =>
        done(
          client.POST('/api/v1/cases/{id}/questions/{question_id}/answer', {
            params: { path: { id, question_id: question.id } },
            headers: once(key),
            body,
          }),
        )
      }
      onClose={onClose}
    >
      <Words name="text" label={t('casebook.answer_text')} rows={4} max={2000} />
    </FormDialog>
  )
}

export function WaiveFlagDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const codes = useCodes()
  const { id } = file.book.case
  const flags = (file.book.details.flags ?? []).filter((one) => one.waived_by === '')
  return (
    <FormDialog<{ kind: string; reason: string }>
      file={file}
      title={t('casebook.do_waive_flag')}
      intro={t('casebook.intro_waive_flag')}
      verb={t('casebook.do_waive_flag')}
      done={t('casebook.done')}
      initial={{ kind: flags[0]?.kind }}
      send={(values, key, version) =>
        done(
          client.POST('/api/v1/cases/{id}/waive-flag', {
            params: { path: { id } },
            headers: once(key),
            body: { ...values, version },
          }),
        )
      }
      onClose={onClose}
    >
      <Item name="kind" label={t('casebook.flag')} rules={[{ required: true }]}>
        <Select options={flags.map((one) => ({ value: one.kind, label: codes.label('flag', one.kind) }))} />
      </Item>
      <Words name="reason" label={t('ui.reason')} max={500} />
    </FormDialog>
  )
}
