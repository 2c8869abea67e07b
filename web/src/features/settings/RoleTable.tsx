import { useQuery } from '@tanstack/react-query'
import Drawer from 'antd/es/drawer'
import { useT } from '../../lib/i18n'
import { Loading } from '../../ui/Loading'
import { Tag } from '../../ui/Tag'
import { rolesQuery } from './queries'
import css from './settings.module.css'

/** What each role may do, as the server has it. */
export function RoleTable({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT()
  const list = useQuery(rolesQuery)
  return (
    <Drawer open={open} onClose={onClose} title={t('settings.role_table')} size={560}>
      {list.data ? (
        <ul className={css.roles}>
          {list.data.items.map((role) => (
            <li key={role.code}>
              <p>
                <b>{role.label}</b> {role.admin ? <Tag tone="violet">{t('settings.exclusive')}</Tag> : null}
              </p>
              <p className="aux">{role.permissions.join('  ') || t('settings.no_permission')}</p>
            </li>
          ))}
        </ul>
      ) : (
        <Loading lines={8} />
      )}
    </Drawer>
  )
}
