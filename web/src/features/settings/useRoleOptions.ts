import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { rolesQuery } from './queries'

/** The roles to choose from, in the server's words. */
export function useRoleOptions(): { value: string; label: string }[] {
  const list = useQuery(rolesQuery).data
  return useMemo(() => (list?.items ?? []).map((role) => ({ value: role.code, label: role.label })), [list])
}
