import { queryOptions } from '@tanstack/react-query'
import { createContext, use } from 'react'
import { api } from '../api/http'

export interface Me {
  user: { id: string; name: string; login: string }
  org: { id: string; name: string }
  roles: { code: string; label: string }[]
  /** Codes of the navigation entries, in order. */
  nav: string[]
  must_change_password: boolean
  today: string
  language: string
  /** The platform's own name, e.g. 大庆市精准帮扶平台. */
  platform?: string
}

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => api.get<Me>('/me', undefined, signal),
  staleTime: 60_000,
})

export interface Credentials {
  login: string
  password: string
}

export const signIn = (input: Credentials, key: string) => api.post<unknown>('/session', input, key)

export const signOut = () => api.delete<unknown>('/session')

export interface PasswordChange {
  old_password: string
  new_password: string
}

export const changePassword = (input: PasswordChange, key: string) =>
  api.post<unknown>('/session/password', input, key)

export const MeContext = createContext<Me | null>(null)

/** Who is signed in; only below app/Shell. */
export function useMe(): Me {
  const me = use(MeContext)
  if (!me) throw new Error('useMe outside the shell')
  return me
}

/** Whether the server offers an action on this object now. */
export function can(object: { can: readonly string[] }, action: string): boolean {
  return object.can.includes(action)
}
