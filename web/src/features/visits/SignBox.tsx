import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { asApiError } from '../../api/errors'
import { useNotify } from '../../api/notify'
import { sentenceOf } from '../../api/sentence'
import { upload } from '../../api/upload'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { Icon } from '../../ui/Icon'
import { SignaturePad } from '../../ui/SignaturePad'
import css from './form.module.css'
import { fileUrl } from './types'

interface Props {
  name: string
  fileId: string | undefined
  onSigned: (fileId: string) => void
}

/** A box with somebody's signature, or the place where to give it. */
export function SignBox({ name, fileId, onSigned }: Props) {
  const t = useT()
  const notify = useNotify()
  const [open, setOpen] = useState(false)
  const [png, setPng] = useState<Blob | null>(null)
  const [sending, setSending] = useState(false)

  async function keep() {
    if (!png) return
    setSending(true)
    try {
      const stored = await upload(png, 'signature.png', undefined, 'signature')
      onSigned(stored.id)
      setOpen(false)
    } catch (error) {
      notify.refused(sentenceOf(asApiError(error)))
    } finally {
      setSending(false)
    }
  }

  return (
    <>
      <button
        type="button"
        className={cx(css.sign, !fileId && css.unsigned)}
        onClick={() => {
          setPng(null)
          setOpen(true)
        }}
      >
        {fileId ? (
          <img src={fileUrl(fileId)} alt={t('visits.signature_of', { name })} />
        ) : (
          <b>
            <Icon name="pen" />
            {t('visits.sign_here')}
          </b>
        )}
        <span>
          <span>{name}</span>
          {fileId ? (
            <span className={css.saved}>
              <Icon name="check" size={14} />
              {t('visits.uploaded')}
            </span>
          ) : null}
        </span>
      </button>
      <Modal
        open={open}
        title={t('visits.signature_of', { name })}
        onCancel={() => setOpen(false)}
        destroyOnHidden
        footer={
          <Button
            type="primary"
            block
            size="large"
            disabled={!png}
            loading={sending}
            onClick={() => void keep()}
          >
            {t(png ? 'visits.sign_keep' : 'visits.sign_first')}
          </Button>
        }
      >
        <SignaturePad name={name} onChange={setPng} />
      </Modal>
    </>
  )
}
