import { useCodes } from '../../api/codes'
import { useT } from '../../lib/i18n'
import { keyed } from '../../lib/keyed'
import { yuan } from '../../lib/money'
import { StateTag } from '../../ui/StateTag'
import { Tag } from '../../ui/Tag'
import css from './casebook.module.css'
import { beneficiaries, costOf, economyOf, marked, nameOf, paidOf, shortened } from './derive'
import { NextCard } from './NextCard'
import type { Book, CaseFile } from './types'
import type { OpenAction } from './useActions'

/** Who, in which state, the gap in one sentence, the five roles; to the right the next step. */
export function CaseHead({ file, open }: { file: CaseFile; open: OpenAction }) {
  const t = useT()
  const codes = useCodes()
  const { book } = file
  const c = book.case
  return (
    <section className={css.head}>
      <div className={css.identity}>
        <div className={css.line1}>
          <h1>{c.title}</h1>
          <StateTag state={c.state} label={c.state_text.zh} />
          {c.class ? <Tag>{codes.label('class', c.class)}</Tag> : null}
          {c.urgent ? <Tag tone="red">{t('casebook.urgent')}</Tag> : null}
          <span className={css.needs}>
            {t('casebook.needs')}
            {c.needs.map((need) => (
              <Tag key={need} tone="grey">
                {codes.label('need', need)}
              </Tag>
            ))}
          </span>
          <span className={css.facts}>
            {c.file_no ? (
              <span>
                {t('casebook.file_no')} {c.file_no}
              </span>
            ) : null}
            <span>
              {c.area_name}
              {c.street}
            </span>
            <span>
              {c.accepted_on ? t('casebook.accepted', { date: c.accepted_on }) : t('casebook.not_accepted')}
            </span>
          </span>
        </div>
        <Sentence file={file} />
        <Roles book={book} />
      </div>
      <NextCard file={file} open={open} />
    </section>
  )
}

/** The household's own words, then the gap in figures. */
function Sentence({ file: { book, plan } }: { file: CaseFile }) {
  const t = useT()
  const cost = costOf(book, plan)
  const { income_fen, rigid_fen } = economyOf(book)
  const family = cost?.parts.at(-1)?.amount_fen ?? 0
  const aid = paidOf(plan)
  const medical = cost?.parts.find((part) => part.code === 'aid')?.amount_fen ?? 0
  const figures = cost
    ? [
        t('casebook.gap_cost', {
          total: yuan(cost.total_fen),
          paid: yuan(cost.total_fen - family - medical),
        }),
        aid > 0 ? t('casebook.gap_aid', { aid: yuan(aid) }) : '',
        t('casebook.gap_own', { own: yuan(family) }),
      ].join('')
    : [
        income_fen + rigid_fen > 0
          ? t('casebook.gap_income', { income: yuan(income_fen), rigid: yuan(rigid_fen) })
          : '',
        aid > 0 ? t('casebook.gap_aid_only', { aid: yuan(aid) }) : '',
      ].join('')
  return (
    <p className={css.summary} title={book.case.summary}>
      <span className={css.words}>{shortened(book.case.summary, 72)}</span>
      {keyed(marked(figures), (part) => part.text).map(({ key, item: part }) =>
        part.strong ? <b key={key}>{part.text}</b> : <span key={key}>{part.text}</span>,
      )}
    </p>
  )
}

function Roles({ book }: { book: Book }) {
  const t = useT()
  const c = book.case
  const payee = book.members.find((member) => member.person.id === c.payee_person_id)?.person
  const account = payee?.account
  const roles: [string, string][] = [
    ['applicant', c.body_name || c.applicant_name || t('casebook.self_applied')],
    ['qualifier', nameOf(book.members, c.member_person_id)],
    ['subjects', beneficiaries(book).join('、')],
    [
      'payee',
      payee
        ? payee.name +
          (account ? t('casebook.account_tail', { bank: account.bank, last4: account.last4 }) : '')
        : '',
    ],
    ['contact', c.contact],
  ]
  return (
    <dl className={css.roles}>
      {roles.map(([role, text]) => (
        <div key={role}>
          <dt>{t(`casebook.role_${role}`)}</dt>
          <dd>{text || <span className="aux">—</span>}</dd>
        </div>
      ))}
    </dl>
  )
}
