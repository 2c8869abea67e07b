import { useT } from '../../lib/i18n'
import { Icon } from '../../ui/Icon'
import css from './form.module.css'
import type { Lack, StepCode } from './missing'
import { Ask, AskText, Choice } from './parts'
import type { StepProps } from './steps'

interface Props extends StepProps {
  lacking: Lack[]
  onStep: (step: StepCode) => void
}

/** What the visitors conclude and advise; they do not decide. */
export function StepEnd({ detail, form, record, change, lacking, onStep }: Props) {
  const t = useT()
  const kind = detail.visit.kind
  const earlier = lacking.filter((one) => one.step !== 'end')
  return (
    <>
      <AskText
        title={t('visits.conclusion')}
        rows={5}
        max={2000}
        value={record.conclusion}
        onChange={(conclusion) => change({ conclusion })}
      />
      <Ask title={t('visits.advice')} note={t('visits.advice_only')}>
        <Choice
          label={t('visits.advice')}
          options={(form.advices[kind] ?? []).map((code) => ({
            value: code,
            label: t(`visits.advice_${code}`),
          }))}
          value={record.advice || undefined}
          onChange={(advice) => change({ advice })}
        />
      </Ask>
      {record.advice === 'relapse' ? (
        <Ask title={t('visits.relapse')}>
          <Choice
            label={t('visits.relapse')}
            options={form.relapses.map((code) => ({ value: code, label: t(`visits.relapse_${code}`) }))}
            value={record.relapse || undefined}
            onChange={(relapse) => change({ relapse })}
          />
        </Ask>
      ) : null}
      <AskText
        title={t('visits.advice_reason')}
        rows={3}
        max={1000}
        value={record.advice_reason}
        onChange={(advice_reason) => change({ advice_reason })}
      />
      {earlier.length > 0 ? (
        <Ask title={t('visits.still_missing')}>
          <ul className={css.end}>
            {earlier.map((one) => (
              <li key={one.code + (one.name ?? '')}>
                <Icon name="clock" />
                <button type="button" onClick={() => onStep(one.step)}>
                  {t(`visits.lack_${one.code}`, { name: one.name ?? '' })}
                </button>
              </li>
            ))}
          </ul>
        </Ask>
      ) : null}
    </>
  )
}
