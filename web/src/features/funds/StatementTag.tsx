import { useT } from '../../lib/i18n'
import { Tag } from '../../ui/Tag'

/** Whether a row of the statement still waits for somebody. */
export function StatementTag({ state }: { state: string }) {
  const t = useT()
  return <Tag tone={state === 'open' ? 'red' : 'green'}>{t(`funds.statement_${state}`)}</Tag>
}
