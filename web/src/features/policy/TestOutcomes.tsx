import { useT } from '../../lib/i18n'
import { Tag } from '../../ui/Tag'
import css from './rules.module.css'
import type { TestOutcome } from './types'

/** Worked tests with how they come out; where one does not hold: what it wants, and what it got. */
export function Outcomes({ list, empty }: { list: TestOutcome[]; empty: string }) {
  const t = useT()
  if (list.length === 0) return <p className={css.hint}>{empty}</p>
  return (
    <ul className={css.tests}>
      {list.map((one) => (
        <li key={`${one.file} ${one.own} ${one.name}`}>
          <p>
            <Tag tone={one.holds ? 'green' : 'amber'}>
              {t(one.holds ? 'policy.test_holds' : 'policy.test_differs')}
            </Tag>
            {one.own ? <Tag tone="blue">{t('policy.test_own')}</Tag> : null}
            {one.name}
            <code>{one.file}</code>
          </p>
          {one.misses.length > 0 ? (
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('policy.miss_where')}</th>
                  <th scope="col">{t('policy.miss_want')}</th>
                  <th scope="col">{t('policy.miss_got')}</th>
                </tr>
              </thead>
              <tbody>
                {one.misses.map((miss) => (
                  <tr key={miss.where}>
                    <td>
                      <code>{miss.where}</code>
                    </td>
                    <td>{miss.want}</td>
                    <td>
                      <b>{miss.got}</b>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
