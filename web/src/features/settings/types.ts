import type { components } from '../../api/types.gen'

type Schemas = components['schemas']

export type Org = Schemas['SettingsOrgShown']
export type Staff = Schemas['SettingsStaffShown']
export type Grant = Schemas['SettingsGrantShown']
export type Role = Schemas['SettingsRoleInfo']
export type SignIn = Schemas['SettingsSignInShown']
export type Once = Schemas['SettingsOnce']
export type OrgVersion = Schemas['OrgOrgVersion']
export type Session = Schemas['AuthnSession']

export const kinds = ['city', 'county', 'department', 'office', 'street', 'community', 'employer', 'provider']
export const departments = [
  'union',
  'civil',
  'hr',
  'disabled',
  'youth',
  'women',
  'education',
  'housing',
  'health',
  'medicare',
  'land',
  'justice',
  'agriculture',
  'police',
  'charity',
  'enterprise',
]
export const results = ['ok', 'password', 'unknown', 'locked', 'disabled']
