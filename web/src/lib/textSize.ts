import { useSyncExternalStore } from 'react'

// Larger letters for the whole console, kept on this computer.
const KEPT = 'yice.large'
const listeners = new Set<() => void>()

export function isLarge(): boolean {
  return localStorage.getItem(KEPT) === '1'
}

export function applySize(): void {
  document.documentElement.classList.toggle('large', isLarge())
}

export function setLarge(large: boolean): void {
  localStorage.setItem(KEPT, large ? '1' : '0')
  applySize()
  for (const listener of listeners) listener()
}

export function useLarge(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, isLarge)
}
