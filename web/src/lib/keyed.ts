/** Items with a stable key made of their content; the same content twice is told apart. */
export function keyed<T>(items: readonly T[], content: (item: T) => string): { key: string; item: T }[] {
  const seen = new Map<string, number>()
  return items.map((item) => {
    const base = content(item)
    const times = seen.get(base) ?? 0
    seen.set(base, times + 1)
    return { key: times === 0 ? base : `${base}·${times}`, item }
  })
}
