import { useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useState } from 'react'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { halfYear } from '../../lib/dates'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { useToday } from '../../ui/today'
import { carryOver, fundKeys } from './queries'
import type { Fund } from './types'

/** What of a half-year's budget came from the one before or went to the next; and, once it is over, the way there. */
export function CarryOver({ fund, budget }: { fund: Fund; budget: Fund['budgets'][number] }) {
  const t = useT()
  const queries = useQueryClient()
  const day = useToday()
  const [asking, setAsking] = useState(false)
  const carry = useAction({
    send: (reason: string, key) => carryOver(fund.id, budget.half, { version: budget.version, reason }, key),
    done: t('funds.saved'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: fundKeys.all })
      setAsking(false)
    },
  })
  const carried = budget.carried_fen
  const over = budget.half < halfOf(day)
  return (
    <span>
      {carried > 0 ? <span className="aux">{t('funds.carried_in', { yuan: yuan(carried) })} </span> : null}
      {carried < 0 ? <span className="aux">{t('funds.carried_out', { yuan: yuan(-carried) })} </span> : null}
      {over && can(fund, 'budget') && budget.amount_fen > budget.used_fen ? (
        <Button size="small" type="link" onClick={() => setAsking(true)}>
          {t('funds.carry')}
        </Button>
      ) : null}
      <ReasonDialog
        open={asking}
        title={t('funds.carry_title', { half: halfYear(budget.half) })}
        confirm={t('funds.carry')}
        pending={carry.pending}
        onConfirm={(reason) => carry.run(reason)}
        onClose={() => setAsking(false)}
      >
        {t('funds.carry_what')}
      </ReasonDialog>
    </span>
  )
}

const halfOf = (day: string) => `${day.slice(0, 4)}-${day.slice(5, 7) <= '06' ? 'H1' : 'H2'}`
