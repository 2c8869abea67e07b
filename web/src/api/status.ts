import { useSyncExternalStore } from 'react'

// Whether the server can be reached, and what happens when a session is over. Told by api/http.ts only.
type Health = 'ok' | 'offline' | 'busy'

let health: Health = 'ok'
let onSignedOut: () => void = () => {}
const listeners = new Set<() => void>()

export function reportHealth(next: Health): void {
  if (next === health) return
  health = next
  for (const listener of listeners) listener()
}

export function useHealth(): Health {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => health,
  )
}

export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler
}

export function reportSignedOut(): void {
  onSignedOut()
}
