import { useCodes } from '../../api/codes'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { Icon } from '../../ui/Icon'
import css from './casebook.module.css'
import { paperGroups } from './derive'
import type { Book } from './types'
import type { OpenAction } from './useActions'

export function PapersCard({ book, open, onAll }: { book: Book; open: OpenAction; onAll: () => void }) {
  const t = useT()
  const codes = useCodes()
  const groups = paperGroups(book)
  const asked = book.papers.filter((one) => one.state === 'asked')
  const given = groups.reduce((sum, group) => sum + group.count, 0)
  return (
    <Card
      title={t('casebook.papers')}
      note={t('casebook.papers_note', { n: given })}
      className={css.fixed}
      extra={
        <>
          {can(book.case, 'paper') ? (
            <button type="button" className={css.plain} onClick={() => open('paper')}>
              {t('casebook.do_paper')}
            </button>
          ) : null}
          {book.papers.length > 0 ? (
            <button type="button" className={css.plain} onClick={onAll}>
              {t('casebook.all')}
            </button>
          ) : null}
        </>
      }
    >
      {groups.length === 0 && asked.length === 0 ? (
        <p className={css.quiet}>{t('casebook.no_papers')}</p>
      ) : (
        <ul className={css.papers}>
          {groups.slice(0, 4).map((group) => (
            <li key={group.kind}>
              {codes.label('paper', group.kind)}
              <b>{group.count}</b>
            </li>
          ))}
        </ul>
      )}
      {asked.length > 0 ? (
        <p className={css.warning}>
          <Icon name="clock" size={14} />
          {t('casebook.papers_asked', { names: asked.map((one) => one.name).join('、') })}
        </p>
      ) : null}
    </Card>
  )
}
