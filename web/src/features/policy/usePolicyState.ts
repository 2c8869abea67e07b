import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { type Board, groups, type Line } from './types'

/** What is looked at, kept in the URL: area and day, the group and the words searched, the parameter chosen; or the rule set and its version. */
export function usePolicyState() {
  const [search, setSearch] = useSearchParams()
  return useMemo(
    () => ({
      area: search.get('area') ?? '',
      on: search.get('on') ?? '',
      group: search.get('group') ?? '',
      q: search.get('q') ?? '',
      key: search.get('key') ?? '',
      tab: search.get('tab') === 'rules' ? ('rules' as const) : ('params' as const),
      rules: search.get('rules') ?? '',
      version: search.get('version') ?? '',
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

/** The lines that match the group and the words, in their groups. */
export function narrowed(board: Board, group: string, q: string): { group: string; lines: Line[] }[] {
  const words = q.trim().toLowerCase()
  const hit = (line: Line) =>
    words === '' ||
    [line.zh, line.en, line.key, line.current?.document ?? ''].some((text) =>
      text.toLowerCase().includes(words),
    )
  return groups
    .filter((one) => group === '' || one === group)
    .map((one) => ({ group: one, lines: board.items.filter((line) => line.group === one && hit(line)) }))
    .filter((one) => one.lines.length > 0)
}
