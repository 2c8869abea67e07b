import Checkbox from 'antd/es/checkbox'
import Input from 'antd/es/input'
import { useT } from '../../lib/i18n'
import css from './form.module.css'
import { PhotoGrid } from './PhotoGrid'
import { Ask, Choice } from './parts'
import { SignBox } from './SignBox'
import type { StepProps } from './steps'
import type { Presence } from './types'

/** Who was there, photos, and everybody's signature. */
export function StepSign({ detail, form, record, change, now }: StepProps) {
  const t = useT()
  const members = record.members ?? []
  const photos = record.photos ?? []
  const of = (id: string) => members.find((one) => one.person_id === id)
  const set = (id: string, part: Partial<Presence>) => {
    const old = of(id) ?? { person_id: id, name: detail.members.find((one) => one.id === id)?.name ?? '' }
    change({ members: [...members.filter((one) => one.person_id !== id), { ...old, ...part }] })
  }
  const adults = detail.members.filter((one) => !one.is_minor && of(one.id)?.present)
  const place =
    record.lat_e6 !== undefined && record.lng_e6 !== undefined
      ? { lat_e6: record.lat_e6, lng_e6: record.lng_e6 }
      : undefined
  return (
    <>
      <Ask title={t('visits.who_present')}>
        <div className={css.rows}>
          {detail.members.map((one) => (
            <div key={one.id} className={css.person}>
              <b>
                {one.name}
                <small>
                  {one.relation}
                  {one.is_minor ? ` · ${t('visits.minor')}` : ''}
                </small>
              </b>
              <Choice
                wide
                label={one.name}
                options={[
                  { value: 'yes', label: t('visits.present') },
                  { value: 'no', label: t('visits.absent') },
                ]}
                value={of(one.id) ? (of(one.id)?.present ? 'yes' : 'no') : undefined}
                onChange={(value) => set(one.id, { present: value === 'yes' })}
              />
            </div>
          ))}
        </div>
      </Ask>
      <Ask title={t('visits.photos')} note={t('visits.photo_count', { n: photos.length })}>
        <PhotoGrid
          kinds={form.photos}
          value={photos}
          place={place}
          now={now}
          onChange={(add, drop) =>
            change({ photos: [...photos.filter((one) => one.file_id !== drop), ...add] })
          }
          onKind={(id, kind) =>
            change({ photos: photos.map((one) => (one.file_id === id ? { ...one, kind } : one)) })
          }
        />
      </Ask>
      <Ask title={t('visits.visitor_signatures')} note={t('visits.need_two')}>
        <div className={css.signs}>
          {detail.visit.visitors.map((visitor) => (
            <SignBox
              key={visitor.staff_id}
              name={visitor.name}
              fileId={record.signatures?.find((one) => one.staff_id === visitor.staff_id)?.file_id}
              onSigned={(file_id) =>
                change({
                  signatures: [
                    ...(record.signatures ?? []).filter((one) => one.staff_id !== visitor.staff_id),
                    { staff_id: visitor.staff_id, file_id },
                  ],
                })
              }
            />
          ))}
        </div>
      </Ask>
      {adults.length > 0 ? (
        <Ask title={t('visits.member_signatures')}>
          <div className={css.rows}>
            {adults.map((one) => (
              <MemberSign
                key={one.id}
                name={one.name}
                presence={of(one.id) ?? { person_id: one.id }}
                onChange={(part) => set(one.id, part)}
              />
            ))}
          </div>
        </Ask>
      ) : null}
    </>
  )
}

interface MemberProps {
  name: string
  presence: Presence
  onChange: (part: Partial<Presence>) => void
}

function MemberSign({ name, presence, onChange }: MemberProps) {
  const t = useT()
  return (
    <div className={css.rows}>
      {presence.refused ? null : (
        <SignBox name={name} fileId={presence.file_id} onSigned={(file_id) => onChange({ file_id })} />
      )}
      <Checkbox
        checked={presence.refused ?? false}
        onChange={(event) =>
          onChange({ refused: event.target.checked, ...(event.target.checked ? { file_id: '' } : {}) })
        }
      >
        {t('visits.refused', { name })}
      </Checkbox>
      {presence.refused ? (
        <>
          <Input
            aria-label={t('visits.refused_reason')}
            placeholder={t('visits.refused_reason')}
            maxLength={200}
            value={presence.refused_reason ?? ''}
            onChange={(event) => onChange({ refused_reason: event.target.value })}
          />
          <Input
            aria-label={t('visits.witness')}
            placeholder={t('visits.witness')}
            maxLength={60}
            value={presence.witness_name ?? ''}
            onChange={(event) => onChange({ witness_name: event.target.value })}
          />
          <SignBox
            name={presence.witness_name || t('visits.witness_short')}
            fileId={presence.witness_file_id}
            onSigned={(witness_file_id) => onChange({ witness_file_id })}
          />
        </>
      ) : null}
    </div>
  )
}
