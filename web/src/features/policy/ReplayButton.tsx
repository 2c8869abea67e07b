import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { Loading } from '../../ui/Loading'
import css from './policy.module.css'
import { jobQuery, startReplay } from './queries'
import type { Replayed } from './types'

/** Has every assessment computed again under its own versions; there must be no difference. */
export function ReplayButton() {
  const t = useT()
  const [id, setId] = useState('')
  const action = useAction({
    send: (_: null, key) => startReplay(key),
    onDone: (started) => setId(started.job_id),
  })
  return (
    <>
      <Button loading={action.pending} onClick={() => action.run(null)}>
        {t('policy.replay')}
      </Button>
      {id ? <Answer id={id} onClose={() => setId('')} /> : null}
    </>
  )
}

function Answer({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useT()
  const { data: job } = useQuery(jobQuery(id))
  const result: Replayed | null = job?.state === 'done' ? JSON.parse(job.result) : null
  return (
    <Modal open title={t('policy.replay_title')} footer={null} onCancel={onClose}>
      {job?.state === 'dead' ? (
        <p role="alert">{t('policy.replay_failed')}</p>
      ) : result === null ? (
        <>
          <p>{t('policy.replay_runs', { n: job?.done ?? 0 })}</p>
          <Loading lines={2} />
        </>
      ) : (
        <>
          <p role="status">
            {result.differences.length === 0
              ? t('policy.replay_clean', { n: result.checked })
              : t('policy.replay_differs', { n: result.checked, bad: result.differences.length })}
          </p>
          <ul className={css.differences}>
            {result.differences.map((one) => (
              <li key={one.id}>
                <b>{one.what}</b> {one.stored} → {one.now} <span className="aux">{one.id}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Modal>
  )
}
