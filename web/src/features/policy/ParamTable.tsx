import DatePicker from 'antd/es/date-picker'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import dayjs from 'dayjs'
import { Fragment } from 'react'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { EmptyState } from '../../ui/EmptyState'
import { Icon } from '../../ui/Icon'
import { Tag } from '../../ui/Tag'
import css from './policy.module.css'
import { type Board, groups, type Line } from './types'
import { narrowed, usePolicyState } from './usePolicyState'
import { isFigure, nameOf, unitOf, written } from './value'

/** All parameters in their groups, narrowed by group and words. */
export function ParamTable({ board, chosen }: { board: Board; chosen: string }) {
  const t = useT()
  const state = usePolicyState()
  const shown = narrowed(board, state.group, state.q)
  return (
    <section className={css.list}>
      <div className={css.bar}>
        <Select
          aria-label={t('policy.area')}
          className={css.area}
          value={board.area}
          options={board.areas.map((area) => ({
            value: area.code,
            label: area.name || t('policy.country'),
          }))}
          onChange={(area) => state.set({ area })}
        />
        <DatePicker
          aria-label={t('policy.on')}
          className={css.on}
          allowClear={false}
          value={dayjs(board.on)}
          onChange={(day) => state.set({ on: day ? day.format('YYYY-MM-DD') : '' })}
        />
        <Select
          aria-label={t('policy.group')}
          className={css.kind}
          value={state.group}
          options={[
            { value: '', label: t('policy.group_all') },
            ...groups.map((group) => ({ value: group, label: t(`policy.group_${group}`) })),
          ]}
          onChange={(group) => state.set({ group })}
        />
        <Input
          aria-label={t('policy.search')}
          placeholder={t('policy.search')}
          className={css.words}
          prefix={<Icon name="search" />}
          allowClear
          value={state.q}
          onChange={(event) => state.set({ q: event.target.value })}
        />
      </div>
      {shown.length === 0 ? (
        <EmptyState icon="search" title={t('policy.no_match')} hint={t('policy.no_match_hint')} />
      ) : (
        <div className={css.scroll}>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{t('policy.param')}</th>
                <th scope="col" className={css.value}>
                  {t('policy.value')}
                </th>
                <th scope="col" className={css.from}>
                  {t('policy.from')}
                </th>
                <th scope="col" className={css.doc}>
                  {t('policy.document')}
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ group, lines }) => (
                <Fragment key={group}>
                  <tr className={css.groupRow}>
                    <th scope="rowgroup" colSpan={4}>
                      {t(`policy.group_${group}`)}
                      <em>{lines.length}</em>
                    </th>
                  </tr>
                  {lines.map((line) => (
                    <Row
                      key={line.key}
                      line={line}
                      chosen={line.key === chosen}
                      onChoose={() => state.set({ key: line.key })}
                    />
                  ))}
                </Fragment>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function Row({ line, chosen, onChoose }: { line: Line; chosen: boolean; onChoose: () => void }) {
  const t = useT()
  const { current } = line
  const text = current ? written(current.value, line, t) : ''
  return (
    <tr className={cx(chosen && css.chosen)}>
      <td>
        <button type="button" className={css.name} aria-pressed={chosen} onClick={onChoose}>
          {nameOf(line)}
        </button>
        {line.scheduled.length > 0 ? <Tag tone="blue">{t('policy.changes_soon')}</Tag> : null}
        {line.drafts.length > 0 ? <Tag tone="amber">{t('policy.has_draft')}</Tag> : null}
      </td>
      <td className={cx(css.value, !isFigure(line) && css.wordy)} title={text}>
        {current ? (
          <>
            <b>{text}</b>
            {current.value === 'none' ? null : <small>{unitOf(line.unit, t)}</small>}
          </>
        ) : (
          <span className={line.optional ? 'aux' : css.unset}>
            {t(line.optional ? 'policy.unset_optional' : 'policy.unset')}
          </span>
        )}
      </td>
      <td className={css.from}>{current ? <time>{current.from_on}</time> : null}</td>
      <td className={css.doc} title={current?.document}>
        {current?.document}
      </td>
    </tr>
  )
}
