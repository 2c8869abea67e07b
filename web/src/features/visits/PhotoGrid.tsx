import { useState } from 'react'
import { asApiError } from '../../api/errors'
import { sentenceOf } from '../../api/sentence'
import { upload } from '../../api/upload'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { Icon } from '../../ui/Icon'
import css from './form.module.css'
import { shrink } from './pictures'
import { fileUrl, type Photo } from './types'

interface Props {
  kinds: string[]
  value: Photo[]
  onChange: (add: Photo[], drop?: string) => void
  onKind: (fileId: string, kind: string) => void
  place?: { lat_e6: number; lng_e6: number } | undefined
  now: () => number
}

interface Pending {
  key: string
  file: Blob
  url: string
  kind: string
  at: number
  error?: string
}

/** Photos taken here: each shows whether it is on this phone only or on the server already. */
export function PhotoGrid({ kinds, value, onChange, onKind, place, now }: Props) {
  const t = useT()
  const [pending, setPending] = useState<Pending[]>([])

  async function send(one: Pending) {
    try {
      const stored = await upload(one.file, 'photo.jpg', undefined, 'photo')
      setPending((all) => all.filter((p) => p.key !== one.key))
      URL.revokeObjectURL(one.url)
      onChange([{ file_id: stored.id, kind: one.kind, taken_at: one.at, ...place }])
    } catch (error) {
      const text = sentenceOf(asApiError(error))
      setPending((all) => all.map((p) => (p.key === one.key ? { ...p, error: text } : p)))
    }
  }

  async function add(files: FileList | null) {
    for (const [index, file] of [...(files ?? [])].entries()) {
      const small = await shrink(file)
      const one: Pending = {
        key: crypto.randomUUID(),
        file: small,
        url: URL.createObjectURL(small),
        kind: kinds[Math.min(value.length + index, 2)] ?? 'other',
        at: now(),
      }
      setPending((all) => [...all, one])
      await send(one)
    }
  }

  return (
    <>
      <div className={css.photos}>
        {value.map((photo) => (
          <div key={photo.file_id} className={css.photo}>
            <img
              src={fileUrl(photo.file_id)}
              alt={t(`visits.photo_${photo.kind || 'other'}`)}
              loading="lazy"
            />
            <select
              aria-label={t('visits.photo_kind')}
              value={photo.kind}
              onChange={(event) => onKind(photo.file_id, event.target.value)}
            >
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`visits.photo_${kind}`)}
                </option>
              ))}
            </select>
            <span className={css.saved}>
              <Icon name="check" size={14} />
              {t('visits.uploaded')}
            </span>
            <button
              type="button"
              aria-label={t('visits.photo_remove')}
              onClick={() => onChange([], photo.file_id)}
            >
              <Icon name="cross" />
            </button>
          </div>
        ))}
        {pending.map((one) => (
          <div key={one.key} className={css.photo}>
            <img src={one.url} alt={t(`visits.photo_${one.kind}`)} />
            <span className={cx(css.saved, one.error ? css.failed : css.waiting)} title={one.error}>
              <Icon name={one.error ? 'warn' : 'clock'} size={14} />
              {t(one.error ? 'visits.upload_failed' : 'visits.uploading')}
            </span>
            {one.error ? (
              <button
                type="button"
                aria-label={t('ui.retry')}
                onClick={() => {
                  setPending((all) => all.map((p) => (p.key === one.key ? { ...p, error: '' } : p)))
                  void send({ ...one, error: '' })
                }}
              >
                <Icon name="upload" />
              </button>
            ) : null}
          </div>
        ))}
      </div>
      <label className={css.shoot}>
        <Icon name="camera" size={20} />
        {t(value.length + pending.length > 0 ? 'visits.photo_more' : 'visits.photo_first')}
        <input
          type="file"
          accept="image/*"
          capture="environment"
          multiple
          onChange={(event) => {
            void add(event.target.files)
            event.target.value = ''
          }}
        />
      </label>
    </>
  )
}
