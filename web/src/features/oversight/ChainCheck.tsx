import Button from 'antd/es/button'
import { useState } from 'react'
import { useAction } from '../../api/useAction'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { DateText } from '../../ui/DateText'
import css from './oversight.module.css'
import { verifyChain } from './queries'

interface Proof {
  entries: number
  unsealed: number
  head: string
  at: number
}

/** Proves on demand that no entry was changed, taken out or put in another order. */
export function ChainCheck() {
  const t = useT()
  const [proof, setProof] = useState<Proof>()
  const [broken, setBroken] = useState('')
  const action = useAction({
    send: (_: undefined, key: string) => verifyChain(key),
    onDone: (answer) => {
      setBroken('')
      setProof(answer)
    },
    onRefused: (error) => {
      if (error.code !== 'journal.broken') return false
      setProof(undefined)
      setBroken(error.detail || error.code)
      return true
    },
  })
  return (
    <section
      className={cx(css.proof, broken && css.broken)}
      style={proof || broken ? undefined : { background: '#fff', borderColor: 'var(--line)' }}
      aria-live="polite"
    >
      {broken ? (
        <b>{broken}</b>
      ) : proof ? (
        <>
          <b>{t('oversight.chain_whole', { n: proof.entries.toLocaleString() })}</b>
          <span className="sec">{t('oversight.chain_waiting', { n: proof.unsealed })}</span>
          <span className="sec">
            {t('oversight.chain_head')} <code title={proof.head}>{proof.head.slice(0, 16)}</code>
          </span>
          <span className="sec">
            <DateText at={proof.at} />
          </span>
        </>
      ) : (
        <span className="sec">{t('oversight.chain_what')}</span>
      )}
      <Button style={{ marginLeft: 'auto' }} loading={action.pending} onClick={() => action.run(undefined)}>
        {t('oversight.chain_check')}
      </Button>
    </section>
  )
}
