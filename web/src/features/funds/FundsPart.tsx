import { type ReactNode, useEffect, useRef } from 'react'
import { NavLink } from 'react-router'
import { useMe } from '../../auth/session'
import { cx } from '../../lib/cx'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Page } from '../../ui/Page'
import css from './funds.module.css'

interface Props {
  actions?: ReactNode
  children: ReactNode
}

/** The head that the parts of this room share. */
export function FundsPart({ actions, children }: Props) {
  const t = useT()
  const may = useMe().permissions
  const strip = useRef<HTMLElement>(null)
  // On a phone the strip is wider than the page: the part that is open must be in sight.
  useEffect(() => {
    strip.current
      ?.querySelector('[aria-current=page]')
      ?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [])
  const parts = [
    { to: paths.funds, text: t('funds.pool'), end: true },
    { to: paths.fundList, text: t('funds.funds') },
    { to: paths.fundOrders, text: t('funds.orders') },
    { to: paths.fundBatches, text: t('funds.batches') },
    { to: paths.fundRecoveries, text: t('funds.recoveries') },
    { to: paths.fundStatements, text: t('funds.statements') },
    { to: paths.fundAccounts, text: t('funds.accounts') },
    { to: paths.fundDisclosure, text: t('funds.disclosure') },
    ...(may.includes('fund.configure') || may.includes('account.configure')
      ? [{ to: paths.fundSetup, text: t('funds.setup') }]
      : []),
  ]
  return (
    <Page title={t('funds.title')} actions={actions} fit>
      <nav ref={strip} className={css.parts} aria-label={t('funds.title')}>
        {parts.map((part) => (
          <NavLink
            key={part.to}
            to={part.to}
            end={part.end}
            className={({ isActive }) => cx(css.part, isActive && css.on)}
          >
            {part.text}
          </NavLink>
        ))}
      </nav>
      {children}
    </Page>
  )
}
