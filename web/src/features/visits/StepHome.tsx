import Input from 'antd/es/input'
import { useLanguage, useT } from '../../lib/i18n'
import { Ask, AskText, Choice } from './parts'
import type { StepProps } from './steps'

/** Where and how they live. */
export function StepHome({ form, record, change }: StepProps) {
  const t = useT()
  const zh = useLanguage() === 'zh-CN'
  const dwelling = record.dwelling ?? {}
  const living = record.living ?? {}
  return (
    <>
      <Ask title={t('visits.dwelling')}>
        <Choice
          label={t('visits.dwelling')}
          options={form.housings.map((one) => ({ value: one.code, label: zh ? one.zh : one.en }))}
          value={dwelling.type}
          onChange={(type) => change({ dwelling: { ...dwelling, type } })}
        />
      </Ask>
      <Ask title={t('visits.area')}>
        <Input
          aria-label={t('visits.area')}
          inputMode="decimal"
          suffix={t('visits.square_metres')}
          maxLength={8}
          value={dwelling.area ?? ''}
          onChange={(event) =>
            change({ dwelling: { ...dwelling, area: event.target.value.replace(/[^\d.]/g, '') } })
          }
        />
      </Ask>
      <Ask title={t('visits.condition')}>
        <Choice
          wide
          label={t('visits.condition')}
          options={form.conditions.map((code) => ({ value: code, label: t(`visits.condition_${code}`) }))}
          value={dwelling.condition}
          onChange={(condition) => change({ dwelling: { ...dwelling, condition } })}
        />
      </Ask>
      <AskText
        title={t('visits.living_food')}
        rows={2}
        value={living.food}
        onChange={(food) => change({ living: { ...living, food } })}
      />
      <AskText
        title={t('visits.living_clothing')}
        rows={2}
        value={living.clothing}
        onChange={(clothing) => change({ living: { ...living, clothing } })}
      />
      <AskText
        title={t('visits.living_equipment')}
        rows={2}
        value={living.equipment}
        onChange={(equipment) => change({ living: { ...living, equipment } })}
      />
      <AskText
        title={t('visits.living_note')}
        rows={3}
        max={1000}
        value={living.note}
        onChange={(note) => change({ living: { ...living, note } })}
      />
    </>
  )
}
