import { queryOptions } from '@tanstack/react-query'
import { createContext, use } from 'react'
import { client, data, done, once } from '../api/http'
import type { components } from '../api/types.gen'

type Schemas = components['schemas']

/** Who is signed in; `nav` are the codes of the navigation entries, in order. */
export type Me = Schemas['OrgMe'] & {
  /** The platform's own name, e.g. 大庆市精准帮扶平台; not sent yet. */
  platform?: string
}
export type Credentials = Schemas['SignInInBody']
export type PasswordChange = Schemas['PasswordInBody']

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }): Promise<Me> => data(client.GET('/api/v1/me', { signal })),
  staleTime: 60_000,
})

export const signIn = (body: Credentials) => data(client.POST('/api/v1/session', { body }))

export const signOut = () => done(client.DELETE('/api/v1/session'))

export const changePassword = (body: PasswordChange, key: string) =>
  done(client.POST('/api/v1/session/password', { body, headers: once(key) }))

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
