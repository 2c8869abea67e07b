import { useCodes } from '../../api/codes'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { Tag } from '../../ui/Tag'
import { useToday } from '../../ui/today'
import css from './casebook.module.css'
import { ageOf } from './derive'
import type { Book, Member } from './types'

export function MemberCard({ book }: { book: Book }) {
  const t = useT()
  return (
    <Card
      title={t('casebook.members')}
      extra={<span className="sec">{t('casebook.persons', { n: book.members.length })}</span>}
      className={css.shrink}
    >
      {book.members.length === 0 ? (
        <p className={css.quiet}>{t('casebook.not_open_to_you')}</p>
      ) : (
        <ul className={css.members}>
          {book.members.map((member) => (
            <Row key={member.membership_id} book={book} member={member} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Row({ book, member }: { book: Book; member: Member }) {
  const t = useT()
  const today = useToday()
  const codes = useCodes()
  const p = member.person
  const age = ageOf(p.birth_on, today)
  const isSubject = (book.details.persons ?? []).some((one) => one.person_id === p.id && one.is_beneficiary)
  const facts = [
    p.medical?.disease ||
      (p.medical?.health && p.medical.health !== '1' ? codes.label('health', p.medical.health) : ''),
    [p.form.school, p.form.school_stage ? codes.label('school_stage', p.form.school_stage) : ''].join(''),
    p.employer_name,
    p.income?.month_fen ? t('casebook.month_income', { amount: yuan(p.income.month_fen) }) : '',
    !p.employer_name && p.work_status && p.work_status !== '1'
      ? codes.label('working_status', p.work_status)
      : '',
  ].filter(Boolean)
  return (
    <li>
      <div>
        <b>{p.name}</b>
        <span>{codes.label('relation', member.relation)}</span>
        <span>
          {codes.label('sex', p.sex)} {age === null ? '' : t('casebook.age', { n: age })}
        </span>
        {isSubject ? (
          <Tag>{t('casebook.tag_subject')}</Tag>
        ) : p.id === book.case.member_person_id ? (
          <Tag>{t('casebook.tag_member')}</Tag>
        ) : null}
      </div>
      {facts.length > 0 ? <p title={facts.join('，')}>{facts.join('，')}</p> : null}
      <p className="aux">
        {p.doc_no}
        {p.phone ? `　${p.phone}` : ''}
      </p>
    </li>
  )
}
