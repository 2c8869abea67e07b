import { useMemo } from 'react'
import { useSearchParams } from 'react-router'

/** What is looked at, kept in the URL: area and day, the group and the words searched, the parameter chosen. */
export function usePolicyState() {
  const [search, setSearch] = useSearchParams()
  return useMemo(
    () => ({
      area: search.get('area') ?? '',
      on: search.get('on') ?? '',
      group: search.get('group') ?? '',
      q: search.get('q') ?? '',
      key: search.get('key') ?? '',
      set: (next: Record<string, string>) =>
        setSearch(
          (old) => {
            const all = new URLSearchParams(old)
            for (const [name, value] of Object.entries(next)) {
              if (value) all.set(name, value)
              else all.delete(name)
            }
            return all
          },
          { replace: true },
        ),
    }),
    [search, setSearch],
  )
}
