import type { components } from './types.gen'

/** The shapes of the server's document by name. */
export type Schemas = components['schemas']
