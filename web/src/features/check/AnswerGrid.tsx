import { can } from '../../auth/session'
import { cx } from '../../lib/cx'
import { useLanguage, useT } from '../../lib/i18n'
import { Icon } from '../../ui/Icon'
import type { AnswerSpot } from './AnswerDrawer'
import css from './check.module.css'
import type { CheckForm, Detail } from './types'

interface Props {
  detail: Detail
  form: CheckForm
  onOpen: (spot: AnswerSpot) => void
}

/** Every source for every person: answered, found something, or still open. */
export function AnswerGrid({ detail, form, onOpen }: Props) {
  const t = useT()
  const zh = useLanguage() === 'zh-CN'
  const sources = form.sources.filter((one) => detail.request.sources?.includes(one.code))
  const open = can(detail, 'answer')
  return (
    <table className={css.grid}>
      <thead>
        <tr>
          <th scope="col">{t('check.source')}</th>
          {detail.people.map((person) => (
            <th key={person.id} scope="col">
              {person.name}
              <small>
                {person.relation} · {person.doc_no}
              </small>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sources.map((source) => (
          <tr key={source.code}>
            <th scope="row">{zh ? source.zh : source.en}</th>
            {detail.people.map((person) => {
              const answer = detail.answers.find(
                (one) => one.person_id === person.id && one.source === source.code,
              )
              return (
                <td key={person.id}>
                  <button
                    type="button"
                    className={cx(css.cell, answer && (answer.found > 0 ? css.hit : css.clear))}
                    disabled={!answer && !open}
                    onClick={() => onOpen({ personId: person.id, source: source.code })}
                  >
                    {answer ? <Icon name={answer.found > 0 ? 'paper' : 'check'} /> : <Icon name="clock" />}
                    {answer
                      ? answer.found > 0
                        ? t('check.found', { n: answer.found })
                        : t('check.nothing')
                      : t(open ? 'check.enter' : 'check.waiting')}
                  </button>
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
