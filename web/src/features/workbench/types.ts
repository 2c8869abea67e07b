import type { components } from '../../api/types.gen'

type Schemas = components['schemas']

export type Workbench = Schemas['WorkbenchBench']
export type Task = Schemas['WorkbenchTask']
export type Waiting = Schemas['WorkbenchWaiting']
export type Glance = Schemas['WorkbenchGlance']
export type NextMeeting = Schemas['WorkbenchMeeting']
