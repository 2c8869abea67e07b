import { useQuery } from '@tanstack/react-query'
import Drawer from 'antd/es/drawer'
import { type Translate, useT } from '../../lib/i18n'
import { Loading } from '../../ui/Loading'
import { Tag } from '../../ui/Tag'
import { rolesQuery } from './queries'
import css from './settings.module.css'

const rooms = [
  'aid',
  'people',
  'file',
  'check',
  'visit',
  'plan',
  'meeting',
  'fund',
  'care',
  'policy',
  'calendar',
  'task',
  'report',
  'oversight',
  'intake',
  'settings',
]

/** "aid.view" is the verb "view" in the room "aid". */
function byRoom(permissions: readonly string[]): [string, string[]][] {
  const found = new Map<string, string[]>()
  for (const permission of permissions) {
    const [room = '', verb = ''] = permission.split('.', 2)
    found.set(room, [...(found.get(room) ?? []), verb])
  }
  return [...found.entries()]
}

/** The words for a permission; one that this version has no words for shows its code. */
function word(t: Translate, room: string, verb: string): string {
  const key = `settings.may_${room}_${verb}`
  const text = t(key)
  return text === key ? verb : text
}

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
              {role.permissions.length === 0 ? (
                <p className="aux">{t('settings.no_permission')}</p>
              ) : (
                <dl className={css.rooms}>
                  {byRoom(role.permissions).map(([room, verbs]) => (
                    <div key={room}>
                      <dt>{rooms.includes(room) ? t(`settings.room_${room}`) : room}</dt>
                      <dd>{verbs.map((verb) => word(t, room, verb)).join('、')}</dd>
                    </div>
                  ))}
                </dl>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <Loading lines={8} />
      )}
    </Drawer>
  )
}
