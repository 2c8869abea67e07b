import { Link } from 'react-router'
import { useCodes } from '../../api/codes'
import { halfYear } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { Card } from '../../ui/Card'
import { Money } from '../../ui/Money'
import { behind, type Group, type Measure, type Overview } from './queries'
import css from './reports.module.css'

/** The rules' caps beside what was really reached. */
export function CapsCard({ o }: { o: Overview }) {
  const t = useT()
  return (
    <Card title={t('reports.caps')} note={t('reports.yuan')} padded>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t('reports.purpose')}</th>
            <th scope="col">{t('reports.highest')}</th>
            <th scope="col">{t('reports.cap')}</th>
          </tr>
        </thead>
        <tbody>
          {o.caps.map((one) => (
            <tr key={one.purpose}>
              <td>{t(`reports.per_${one.purpose}`)}</td>
              <td>
                <Money fen={one.highest_fen} strong />
              </td>
              <td>{one.cap_fen ? <Money fen={one.cap_fen} /> : <span className="aux">—</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}

/** Revisits in time, by half-year. */
export function RevisitCard({ o }: { o: Overview }) {
  const t = useT()
  return (
    <Card title={t('reports.revisits')} padded>
      {o.revisits.length === 0 ? (
        <p className={css.none}>{t('reports.none')}</p>
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('reports.half')}</th>
              <th scope="col">{t('reports.due')}</th>
              <th scope="col">{t('reports.on_time')}</th>
              <th scope="col">{t('reports.rate')}</th>
            </tr>
          </thead>
          <tbody>
            {o.revisits.map((one) => (
              <tr key={one.half}>
                <td>{halfYear(one.half)}</td>
                <td>{one.due.toLocaleString()}</td>
                <td>{one.on_time.toLocaleString()}</td>
                <td>{one.due > 0 ? `${((one.on_time / one.due) * 100).toFixed(1)}%` : '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}

/** Sessions given, by kind. */
export function ServiceCard({ o }: { o: Overview }) {
  const t = useT()
  return (
    <Card title={t('reports.services')} note={t('reports.times')} padded>
      {o.services.length === 0 ? (
        <p className={css.none}>{t('reports.none')}</p>
      ) : (
        <table className={css.table}>
          <tbody>
            {o.services.map((one) => (
              <tr key={one.code}>
                <td>{t(`reports.kind_${one.code}`)}</td>
                <td>{one.n.toLocaleString()}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}

interface GroupProps {
  title: string
  by: 'class' | 'department'
  groups: Group[]
  open: boolean
}

const measures: Measure[] = ['entered', 'recognised', 'ended', 'assisting']

/** Households by class or department; each figure opens its list. */
export function GroupTable({ title, by, groups, open }: GroupProps) {
  const t = useT()
  const codes = useCodes()
  return (
    <Card title={title} note={t('reports.households_note')} padded>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            {measures.map((measure) => (
              <th key={measure} scope="col">
                {t(`reports.${measure}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map((one) => (
            <tr key={one.code}>
              <td>{one.label || (one.code ? codes.label(by, one.code) : t('reports.not_classed'))}</td>
              {measures.map((measure) => (
                <td key={measure}>
                  {open && one.code && one[measure] > 0 ? (
                    <Link to={behind(measure, { [by]: one.code })}>{one[measure].toLocaleString()}</Link>
                  ) : (
                    one[measure].toLocaleString()
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}
