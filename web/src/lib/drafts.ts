// What somebody has begun to type, on this computer only. It may hold personal data, so it ends with the sign-out
// and after a day.
const PREFIX = 'yice.draft.'
const LIFE = 24 * 3600 * 1000

export function saveDraft(key: string, values: unknown, now: number): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ at: now, values }))
  } catch {
    // full or forbidden: typing goes on, only the safety net is missing
  }
}

export function readDraft<V>(key: string, now: number): { at: number; values: V } | undefined {
  const text = localStorage.getItem(PREFIX + key)
  if (!text) return undefined
  try {
    const draft = JSON.parse(text) as { at: number; values: V }
    if (now - draft.at < LIFE) return draft
  } catch {
    // written by another version
  }
  localStorage.removeItem(PREFIX + key)
  return undefined
}

export function dropDraft(key: string): void {
  localStorage.removeItem(PREFIX + key)
}

export function dropAllDrafts(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key)
}
