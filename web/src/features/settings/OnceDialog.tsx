import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useNotify } from '../../api/notify'
import { useT } from '../../lib/i18n'
import css from './settings.module.css'
import type { Once } from './types'

/** Shows the one-time password, the only time that anyone sees it. */
export function OnceDialog({ once, onClose }: { once: Once | undefined; onClose: () => void }) {
  const t = useT()
  const notify = useNotify()
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text)
    notify.done(t('settings.copied'))
  }
  return (
    <Modal
      open={once !== undefined}
      title={t('settings.once_title', { name: once?.staff.name ?? '' })}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('settings.once_noted')}
        </Button>
      }
    >
      <p className="sec">{t('settings.once_note')}</p>
      <dl className={css.once}>
        <div>
          <dt>{t('settings.login')}</dt>
          <dd>{once?.login}</dd>
        </div>
        <div>
          <dt>{t('settings.once_password')}</dt>
          <dd>
            <code>{once?.password}</code>
            {/* Only where the browser allows it: over HTTPS or on this computer. */}
            {once && 'clipboard' in navigator ? (
              <Button size="small" onClick={() => void copy(once.password)}>
                {t('settings.copy')}
              </Button>
            ) : null}
          </dd>
        </div>
      </dl>
    </Modal>
  )
}
