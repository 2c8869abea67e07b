import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { states } from '../ui/StateTag'

const here = join(process.cwd(), 'src', 'locales')
const features = (language: string) =>
  readdirSync(join(here, language))
    .filter((name) => name.endsWith('.json'))
    .sort()
const read = (language: string, file: string): Record<string, string> =>
  JSON.parse(readFileSync(join(here, language, file), 'utf8'))

test('both languages have the same catalogues and keys', () => {
  expect(features('en')).toEqual(features('zh-CN'))
  for (const file of features('en')) {
    expect(Object.keys(read('en', file)).sort(), file).toEqual(Object.keys(read('zh-CN', file)).sort())
  }
})

test('a sentence names the same parameters in both languages', () => {
  const named = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join()
  for (const file of features('en')) {
    const zh = read('zh-CN', file)
    for (const [key, text] of Object.entries(read('en', file))) {
      const loose = zh[key] ?? ''
      for (const name of named(text).split(','))
        if (name) expect(named(loose), `${file} ${key}`).toContain(name)
    }
  }
})

test('every key that the code names exists, and Chinese sentences do not shout', () => {
  const all = new Set(
    features('zh-CN').flatMap((file) =>
      Object.keys(read('zh-CN', file)).map((key) => `${file.slice(0, -5)}.${key}`),
    ),
  )
  const src = join(here, '..')
  const missing = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
    .flatMap((name) =>
      [...readFileSync(join(src, name), 'utf8').matchAll(/\bt\(\s*'([a-z_]+\.[a-z_0-9]+)'/g)].map(
        (m) => m[1] ?? '',
      ),
    )
    .filter((key) => !all.has(key))
  expect(missing).toEqual([])
  for (const file of features('zh-CN'))
    for (const text of Object.values(read('zh-CN', file))) expect(text).not.toMatch(/[!！]/)
})

test('every state has its word', () => {
  for (const state of states) expect(read('zh-CN', 'state.json')[state], state).toBeTruthy()
})

test('every unit of a parameter has its word', () => {
  const keys: { key: string; unit: string }[] = JSON.parse(
    readFileSync(join(process.cwd(), '..', 'internal', 'core', 'policy', 'keys.json'), 'utf8'),
  )
  const words = read('zh-CN', 'policy.json')
  for (const { key, unit } of keys) {
    const name = `unit_${unit
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_|_$/g, '')}`
    if (unit) expect(words, key).toHaveProperty([name])
  }
})
