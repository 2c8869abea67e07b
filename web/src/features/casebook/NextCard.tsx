import Button from 'antd/es/button'
import Dropdown from 'antd/es/dropdown'
import { useCodes } from '../../api/codes'
import { cx } from '../../lib/cx'
import { daysBetween, monthDay } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { Icon } from '../../ui/Icon'
import { useToday } from '../../ui/today'
import css from './casebook.module.css'
import { actionsOf, dueOf, grave, lateness, mainAction, verbOf } from './derive'
import type { CaseFile } from './types'
import type { OpenAction } from './useActions'

/** What has to happen, until when, what happens otherwise, and the button that does it. */
export function NextCard({ file, open }: { file: CaseFile; open: OpenAction }) {
  const t = useT()
  const today = useToday()
  const codes = useCodes()
  const c = file.book.case
  const due = dueOf(file.book)
  const main = mainAction(file)
  const others = actionsOf(file).filter((code) => code !== main)
  const title = c.next ? t(`casebook.task_${c.next.kind}`) : t('casebook.task_none')
  const days = due ? daysBetween(today, due) : 0
  return (
    <div className={cx(css.next, due && css[lateness(due, today)], !c.next && css.quietNext)}>
      <p>
        <span className="sec">{t('casebook.next_step')}</span>
        <b>{title}</b>
      </p>
      {due ? (
        <p className={css.when}>
          {t('casebook.before', { date: monthDay(due) })}
          <em>
            {days < 0
              ? t('casebook.days_late', { n: -days })
              : days === 0
                ? t('casebook.due_today')
                : t('casebook.days_left', { n: days })}
          </em>
        </p>
      ) : c.paused_on ? (
        <p className={css.when}>{t('casebook.paused', { date: monthDay(c.paused_on) })}</p>
      ) : null}
      <small>
        {c.next && !c.next.mine && !main
          ? t('casebook.not_mine', { name: codes.label('department', c.lead_department) })
          : t(`casebook.after_${c.next?.kind ?? 'none'}`)}
      </small>
      <div className={css.nextActions}>
        {main ? (
          <Button type="primary" onClick={() => open(main)}>
            {t(`casebook.${verbOf(main, file)}`)}
          </Button>
        ) : null}
        {others.length > 0 ? (
          <Dropdown
            trigger={['click']}
            menu={{
              items: others.map((code) => ({
                key: code,
                label: t(`casebook.${verbOf(code, file)}`),
                danger: grave.has(code),
              })),
              onClick: ({ key }) => open(key as (typeof others)[number]),
            }}
          >
            <Button>
              {t(main ? 'casebook.more_actions' : 'casebook.actions')}
              <Icon name="down" size={14} />
            </Button>
          </Dropdown>
        ) : null}
      </div>
    </div>
  )
}
