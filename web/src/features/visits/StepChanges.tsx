import { useT } from '../../lib/i18n'
import { Ask, AskText, Choice } from './parts'
import type { StepProps } from './steps'

const parts = ['income', 'health', 'study', 'work'] as const

/** What has changed since the last visit. */
export function StepChanges({ record, change }: StepProps) {
  const t = useT()
  const changes = record.changes ?? {}
  const told = parts.some((part) => changes[part])
  return (
    <>
      <Ask title={t('visits.changed')}>
        <Choice
          wide
          label={t('visits.changed')}
          options={[
            { value: 'yes', label: t('visits.changed_yes') },
            { value: 'no', label: t('visits.changed_no') },
          ]}
          value={changes.same ? 'no' : told || changes.same === false ? 'yes' : undefined}
          onChange={(value) =>
            change({ changes: value === 'no' ? { same: true } : { ...changes, same: false } })
          }
        />
      </Ask>
      {changes.same
        ? null
        : parts.map((part) => (
            <AskText
              key={part}
              title={t(`visits.change_${part}`)}
              rows={2}
              max={500}
              value={changes[part]}
              onChange={(text) => change({ changes: { ...changes, same: false, [part]: text } })}
            />
          ))}
    </>
  )
}
