import Button from 'antd/es/button'
import { useState } from 'react'
import { useNotify } from '../../api/notify'
import { instant } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { Icon } from '../../ui/Icon'
import css from './form.module.css'
import { Ask, AskText, Choice } from './parts'
import { whereAmI } from './pictures'
import { RelativeDialog } from './RelativeDialog'
import type { StepProps } from './steps'

/** When, where and with whom. */
export function StepArrive({ detail, record, change, now }: StepProps) {
  const t = useT()
  const notify = useNotify()
  const [looking, setLooking] = useState(false)
  const [registering, setRegistering] = useState(false)
  const adults = detail.members.filter((one) => !one.is_minor)

  async function locate() {
    setLooking(true)
    const here = await whereAmI()
    setLooking(false)
    if (here) change(here)
    else notify.refused(t('visits.no_position'))
  }

  return (
    <>
      {detail.before ? (
        <div className={css.before}>
          {t('visits.before', {
            date: detail.before.done_on,
            advice: t(`visits.advice_${detail.before.advice}`),
          })}
          <br />
          {detail.before.conclusion}
        </div>
      ) : null}
      <Ask
        title={t('visits.started')}
        note={record.started_at ? instant(record.started_at).time : t('visits.not_started')}
      >
        {record.started_at ? null : (
          <Button
            type="primary"
            ghost
            size="large"
            onClick={() => change({ started_at: now(), place: record.place || detail.address })}
          >
            {t('visits.start_now')}
          </Button>
        )}
      </Ask>
      <AskText
        title={t('visits.place')}
        note={
          <Button
            size="small"
            loading={looking}
            icon={<Icon name="pin" size={14} />}
            onClick={() => void locate()}
          >
            {t(record.lat_e6 ? 'visits.located' : 'visits.locate')}
          </Button>
        }
        value={record.place}
        onChange={(place) => change({ place })}
      />
      <Ask title={t('visits.respondent')}>
        <Choice
          label={t('visits.respondent')}
          options={adults.map((one) => ({ value: one.name, label: one.name }))}
          value={record.respondent}
          onChange={(respondent) => {
            const one = adults.find((person) => person.name === respondent)
            change({ respondent, relation: one?.relation ?? '' })
          }}
        />
        <div className={css.two}>
          <AskText
            title={t('visits.respondent_name')}
            value={record.respondent}
            max={60}
            onChange={(respondent) => change({ respondent })}
          />
          <AskText
            title={t('visits.respondent_relation')}
            value={record.relation}
            max={30}
            onChange={(relation) => change({ relation })}
          />
        </div>
      </Ask>
      <Ask title={t('visits.staff_relative')}>
        <Choice
          wide
          label={t('visits.staff_relative')}
          options={[
            { value: 'no', label: t('visits.no') },
            { value: 'yes', label: t('visits.yes') },
          ]}
          value={record.staff_relative || undefined}
          onChange={(staff_relative) => change({ staff_relative })}
        />
        {record.staff_relative === 'yes' ? (
          <>
            {detail.relatives.map((one) => (
              <p key={one.id} className={css.before}>
                {t('visits.relative_line', {
                  name: one.staff_name,
                  org: one.staff_org,
                  relation: one.relation,
                })}
              </p>
            ))}
            <button type="button" className={css.add} onClick={() => setRegistering(true)}>
              <Icon name="plus" />
              {t('visits.register_relative')}
            </button>
          </>
        ) : null}
      </Ask>
      <RelativeDialog
        open={registering}
        caseId={detail.visit.case_id}
        members={detail.members}
        onClose={() => setRegistering(false)}
      />
    </>
  )
}
