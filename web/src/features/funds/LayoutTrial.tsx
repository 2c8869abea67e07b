import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useRef, useState } from 'react'
import { useNotify } from '../../api/notify'
import { useAction } from '../../api/useAction'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Card } from '../../ui/Card'
import { Icon } from '../../ui/Icon'
import { Tag } from '../../ui/Tag'
import css from './funds.module.css'
import { tryTemplate } from './queries'
import type { Layout, Tried } from './types'

const largest = 1 << 20

async function base64(bytes: Blob): Promise<string> {
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(bytes)
  })
  return address.slice(address.indexOf(',') + 1)
}

/** Shows the file that would go out, and how a sample of the bank's answer is read. Nothing is kept. */
export function LayoutTrial({ layout }: { layout: () => Promise<Layout> }) {
  const t = useT()
  const notify = useNotify()
  const input = useRef<HTMLInputElement>(null)
  const [pasted, setPasted] = useState('')
  const [tried, setTried] = useState<Tried>()
  const action = useAction({
    send: async (sample: string, key) => tryTemplate(await layout(), sample, key),
    onDone: (answer) => setTried(answer),
  })
  const run = async (sample: Blob) => {
    if (sample.size > largest) return notify.refused(t('funds.sample_too_large'))
    // What is wrong in the form is marked there; then there is nothing to try.
    const good = await layout().then(
      () => true,
      () => false,
    )
    if (good) action.run(await base64(sample))
  }
  return (
    <Card title={t('funds.try')} note={t('funds.try_note')} padded>
      <Input.TextArea
        rows={4}
        value={pasted}
        maxLength={100_000}
        aria-label={t('funds.sample_paste')}
        placeholder={t('funds.sample_paste')}
        onChange={(event) => setPasted(event.target.value)}
      />
      <div className={css.acts}>
        <Button type="primary" ghost loading={action.pending} onClick={() => void run(new Blob([pasted]))}>
          {t('funds.try')}
        </Button>
        <Button icon={<Icon name="upload" />} onClick={() => input.current?.click()}>
          {t('funds.sample_file')}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".csv,.xlsx,.txt"
          hidden
          aria-label={t('funds.sample_file')}
          onChange={(event) => {
            const file = event.target.files?.[0]
            event.target.value = ''
            if (file) void run(file)
          }}
        />
      </div>
      {tried ? <Outcome tried={tried} /> : null}
    </Card>
  )
}

function Outcome({ tried }: { tried: Tried }) {
  const t = useT()
  return (
    <>
      <h3 className={css.sub}>{t('funds.goes_out', { name: tried.name })}</h3>
      <div className={css.wideRows}>
        <table className={cx(css.table, css.sample)} aria-label={t('funds.goes_out', { name: tried.name })}>
          <tbody>
            {tried.out.map((cells, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a file have no other name
              <tr key={at}>
                {cells.map((cell, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: nor do its cells
                  <td key={place}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {tried.total > 0 ? (
        <>
          <h3 className={css.sub}>{t('funds.read_as', { n: tried.total, bad: tried.bad })}</h3>
          <div className={css.wideRows}>
            <table className={cx(css.table, css.full)} aria-label={t('funds.read_rows')}>
              <thead>
                <tr>
                  <th>{t('funds.seq')}</th>
                  <th>{t('funds.payee')}</th>
                  <th className="num">{t('funds.amount_yuan')}</th>
                  <th>{t('funds.result')}</th>
                  <th>{t('funds.failure')}</th>
                  <th>{t('funds.day')}</th>
                </tr>
              </thead>
              <tbody>
                {tried.rows.map((row) => (
                  <tr key={row.row} className={row.problem ? css.blocked : undefined}>
                    <td>{row.seq || row.row}</td>
                    <td>
                      {row.holder} {row.last4 ? <span className="aux">…{row.last4}</span> : null}
                    </td>
                    <td className="num">{row.amount_fen ? yuan(row.amount_fen, { fen: true }) : ''}</td>
                    <td>
                      {row.problem ? (
                        <Tag tone="red">{t(`funds.problem_${row.problem}`)}</Tag>
                      ) : (
                        <Tag tone={row.outcome === 'paid' ? 'green' : 'amber'}>
                          {t(`funds.outcome_${row.outcome}`)}
                        </Tag>
                      )}{' '}
                      <span className="aux">{row.status}</span>
                    </td>
                    <td>{row.failure ? t(`funds.failure_${row.failure}`) : ''}</td>
                    <td>{row.on}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      ) : null}
    </>
  )
}
