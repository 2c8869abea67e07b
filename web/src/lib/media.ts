import { useSyncExternalStore } from 'react'

/** Narrower than a tablet held upright. Keep in step with the media queries of the style sheets. */
const PHONE = '(max-width: 767px)'

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
  )
}

export function usePhone(): boolean {
  return useMedia(PHONE)
}
