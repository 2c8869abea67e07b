import { queryOptions } from '@tanstack/react-query'
import { client, data, once } from '../../api/http'
import { pageQuery } from '../../api/page'
import type { components } from '../../api/types.gen'
import type { Grant, Org } from './types'

type Schemas = components['schemas']

export const settingsKeys = {
  all: ['settings'] as const,
  orgs: ['settings', 'orgs'] as const,
  staff: ['settings', 'staff'] as const,
  grants: ['settings', 'grants'] as const,
  signIns: ['settings', 'sign-ins'] as const,
}

/** The organisations below one, or at the top ("root"). */
export const childrenQuery = (parent: string) =>
  pageQuery<Org>([...settingsKeys.orgs, 'below'], '/settings/organisations', {
    parent,
    open: 'yes',
    limit: 100,
  })

export const orgSearchQuery = (q: string) =>
  pageQuery<Org>([...settingsKeys.orgs, 'search'], '/settings/organisations', { q, limit: 30 })

export const orgQuery = (id: string) =>
  queryOptions({
    queryKey: [...settingsKeys.orgs, 'one', id],
    queryFn: ({ signal }) =>
      data(client.GET('/api/v1/settings/organisations/{id}', { params: { path: { id } }, signal })),
  })

export const orgHistoryQuery = (id: string) =>
  queryOptions({
    queryKey: [...settingsKeys.orgs, 'history', id],
    queryFn: ({ signal }) =>
      data(client.GET('/api/v1/settings/organisations/{id}/history', { params: { path: { id } }, signal })),
  })

export const staffQuery = (id: string) =>
  queryOptions({
    queryKey: [...settingsKeys.staff, 'one', id],
    queryFn: ({ signal }) =>
      data(client.GET('/api/v1/settings/staff/{id}', { params: { path: { id } }, signal })),
  })

export const sessionsQuery = (id: string) =>
  queryOptions({
    queryKey: [...settingsKeys.staff, 'sessions', id],
    queryFn: ({ signal }) =>
      data(client.GET('/api/v1/settings/staff/{id}/sessions', { params: { path: { id } }, signal })),
  })

export const grantsOfQuery = (staff_id: string) =>
  pageQuery<Grant>([...settingsKeys.grants, 'of'], '/settings/role-grants', {
    staff_id,
    sort: '-from_on',
    limit: 100,
  })

export const rolesQuery = queryOptions({
  queryKey: ['settings', 'roles'],
  queryFn: ({ signal }) => data(client.GET('/api/v1/settings/roles', { signal })),
  staleTime: 300_000,
})

const at = (id: string) => ({ path: { id } })

export const createOrg = (body: Schemas['OrgNewOrg'], key: string) =>
  data(client.POST('/api/v1/settings/organisations', { body, headers: once(key) }))

export const editOrg = ({ id, body }: { id: string; body: Schemas['EditOrgInBody'] }, key: string) =>
  data(client.PUT('/api/v1/settings/organisations/{id}', { params: at(id), body, headers: once(key) }))

export const moveOrg = ({ id, body }: { id: string; body: Schemas['MoveOrgInBody'] }, key: string) =>
  data(client.POST('/api/v1/settings/organisations/{id}/move', { params: at(id), body, headers: once(key) }))

export const closeOrg = ({ id, body }: { id: string; body: Schemas['LastDayInBody'] }, key: string) =>
  data(client.POST('/api/v1/settings/organisations/{id}/close', { params: at(id), body, headers: once(key) }))

export const reopenOrg = ({ id, body }: { id: string; body: Schemas['SettingsChange'] }, key: string) =>
  data(
    client.POST('/api/v1/settings/organisations/{id}/reopen', { params: at(id), body, headers: once(key) }),
  )

export const createStaff = (body: Schemas['CreateStaffInBody'], key: string) =>
  data(client.POST('/api/v1/settings/staff', { body, headers: once(key) }))

export const editStaff = ({ id, body }: { id: string; body: Schemas['EditStaffInBody'] }, key: string) =>
  data(client.PUT('/api/v1/settings/staff/{id}', { params: at(id), body, headers: once(key) }))

export const leaveStaff = ({ id, body }: { id: string; body: Schemas['LastDayInBody'] }, key: string) =>
  data(client.POST('/api/v1/settings/staff/{id}/leave', { params: at(id), body, headers: once(key) }))

export const openAccount = ({ id, body }: { id: string; body: Schemas['OpenAccountInBody'] }, key: string) =>
  data(client.POST('/api/v1/settings/staff/{id}/account', { params: at(id), body, headers: once(key) }))

interface Because {
  id: string
  reason: string
}

export const resetPassword = ({ id, reason }: Because, key: string) =>
  data(
    client.POST('/api/v1/settings/staff/{id}/reset-password', {
      params: at(id),
      body: { reason },
      headers: once(key),
    }),
  )

export const accountActions = {
  unlock: ({ id, reason }: Because, key: string) =>
    data(
      client.POST('/api/v1/settings/staff/{id}/unlock', {
        params: at(id),
        body: { reason },
        headers: once(key),
      }),
    ),
  disable: ({ id, reason }: Because, key: string) =>
    data(
      client.POST('/api/v1/settings/staff/{id}/disable', {
        params: at(id),
        body: { reason },
        headers: once(key),
      }),
    ),
  enable: ({ id, reason }: Because, key: string) =>
    data(
      client.POST('/api/v1/settings/staff/{id}/enable', {
        params: at(id),
        body: { reason },
        headers: once(key),
      }),
    ),
  end_sessions: ({ id, reason }: Because, key: string) =>
    data(
      client.POST('/api/v1/settings/staff/{id}/end-sessions', {
        params: at(id),
        body: { reason },
        headers: once(key),
      }),
    ),
}

export type AccountAction = keyof typeof accountActions

export const grantRole = (body: Schemas['OrgNewGrant'], key: string) =>
  data(client.POST('/api/v1/settings/role-grants', { body, headers: once(key) }))

export const endGrant = ({ id, body }: { id: string; body: Schemas['EndGrantInBody'] }, key: string) =>
  data(client.POST('/api/v1/settings/role-grants/{id}/end', { params: at(id), body, headers: once(key) }))
