import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { Icon } from '../../ui/Icon'
import css from './casebook.module.css'
import type { CaseFile } from './types'

export function PapersCard({ papers }: { papers: CaseFile['papers'] }) {
  const t = useT()
  return (
    <Card
      title={t('casebook.papers')}
      note={t('casebook.papers_note', { n: papers.total })}
      className={css.fixed}
    >
      <ul className={css.papers}>
        {papers.groups.map((group) => (
          <li key={group.label}>
            {group.label}
            <b>{group.count}</b>
          </li>
        ))}
      </ul>
      {papers.warnings.map((warning) => (
        <p key={warning} className={css.warning}>
          <Icon name="clock" size={14} />
          {warning}
        </p>
      ))}
    </Card>
  )
}
