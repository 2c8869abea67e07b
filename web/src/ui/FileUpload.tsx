import { useState } from 'react'
import { asApiError } from '../api/errors'
import { sentenceOf } from '../api/sentence'
import { type StoredFile, upload } from '../api/upload'
import { cx } from '../lib/cx'
import { useT } from '../lib/i18n'
import css from './FileUpload.module.css'
import { Icon } from './Icon'

interface Props {
  value: StoredFile[]
  onChange: (files: StoredFile[]) => void
  /** What to put in: "诊断证明或出院小结". */
  label: string
  /** As for input accept: "image/*,application/pdf". */
  accept?: string
  /** Most files; 1 replaces the old one. */
  max?: number
  maxMB?: number
  /** Opens the camera on a phone. */
  camera?: boolean
}

interface Sending {
  key: string
  name: string
  part: number
  error?: string
}

/** Sends files at once and keeps what the server answered; a failed one can be removed and chosen again. */
export function FileUpload({ value, onChange, label, accept, max = 20, maxMB = 20, camera }: Props) {
  const t = useT()
  const [sending, setSending] = useState<Sending[]>([])
  const [over, setOver] = useState(false)
  const patch = (key: string, change: Partial<Sending>) =>
    setSending((all) => all.map((one) => (one.key === key ? { ...one, ...change } : one)))
  const drop = (key: string) => setSending((all) => all.filter((one) => one.key !== key))

  async function add(list: FileList | null) {
    const files = [...(list ?? [])].slice(0, max === 1 ? 1 : Math.max(0, max - value.length))
    const stored = max === 1 ? [] : [...value]
    for (const file of files) {
      const key = crypto.randomUUID()
      const tooLarge = file.size > maxMB << 20
      const entry = { key, name: file.name, part: 0 }
      setSending((all) => [
        ...all,
        tooLarge ? { ...entry, error: t('ui.file_too_large', { n: maxMB }) } : entry,
      ])
      if (tooLarge) continue
      try {
        stored.push(await upload(file, file.name, (part) => patch(key, { part })))
        drop(key)
        onChange([...stored])
      } catch (error) {
        patch(key, { error: sentenceOf(asApiError(error)) })
      }
    }
  }

  return (
    <div>
      <label
        className={cx(css.drop, over && css.over)}
        onDragOver={() => setOver(true)}
        onDragLeave={() => setOver(false)}
        onDrop={() => setOver(false)}
      >
        <Icon name="upload" />
        {label}
        <input
          type="file"
          accept={accept}
          multiple={max > 1}
          capture={camera ? 'environment' : undefined}
          onChange={(event) => {
            void add(event.target.files)
            event.target.value = ''
          }}
        />
      </label>
      <ul className={css.list}>
        {value.map((file) => (
          <li key={file.id}>
            <span className={css.ok}>
              <Icon name="check" />
            </span>
            <span className={css.name}>{file.name}</span>
            <span className="aux">{Math.max(1, Math.round(file.size / 1024)).toLocaleString()} KB</span>
            <Remove
              label={t('ui.remove', { name: file.name })}
              onClick={() => onChange(value.filter((one) => one.id !== file.id))}
            />
          </li>
        ))}
        {sending.map((one) => (
          <li key={one.key} className={one.error ? css.bad : undefined}>
            <Icon name={one.error ? 'warn' : 'clock'} />
            <span className={css.name}>{one.name}</span>
            <span>{one.error ?? `${Math.round(one.part * 100)}%`}</span>
            {one.error ? (
              <Remove label={t('ui.remove', { name: one.name })} onClick={() => drop(one.key)} />
            ) : (
              <span />
            )}
            {one.error ? null : <i className={css.bar} style={{ width: `${one.part * 100}%` }} />}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Remove({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" className={css.x} aria-label={label} onClick={onClick}>
      <Icon name="cross" />
    </button>
  )
}
