import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { Tag } from '../../ui/Tag'
import css from './casebook.module.css'
import type { Member } from './types'

export function MemberCard({ members }: { members: Member[] }) {
  const t = useT()
  return (
    <Card
      title={t('casebook.members')}
      extra={<span className="sec">{t('casebook.persons', { n: members.length })}</span>}
      className={css.shrink}
    >
      <ul className={css.members}>
        {members.map((member) => (
          <li key={member.id}>
            <div>
              <b>{member.name}</b>
              <span>{member.relation}</span>
              <span>
                {member.sex} {member.age === null ? '' : t('casebook.age', { n: member.age })}
              </span>
              {member.tag ? <Tag>{member.tag}</Tag> : null}
            </div>
            <p>{member.detail}</p>
            <p className="aux">{member.id_no}</p>
          </li>
        ))}
      </ul>
    </Card>
  )
}
