import type { Locale } from 'antd/es/locale'
import { useSyncExternalStore } from 'react'

/** One flat catalogue: `<feature>.<key>` → sentence. */
export type Catalogue = Record<string, string>
export type Language = 'zh-CN' | 'en'
export type Params = Record<string, string | number>
export type Translate = (key: string, params?: Params) => string

export const languages: readonly Language[] = ['zh-CN', 'en']

const KEPT = 'yice.language'
const files = import.meta.glob<Catalogue>(['../locales/*/*.json', '!../locales/*/{app,ui,state,auth}.json'], {
  import: 'default',
})
interface Shared {
  catalogues: Record<string, Catalogue>
  /** The library's own words. */
  words: Locale
}
const shared: Record<Language, () => Promise<Shared>> = {
  'zh-CN': () => import('../locales/zh-CN/_shared'),
  en: () => import('../locales/en/_shared'),
}

const loaded: Record<Language, Catalogue> = { 'zh-CN': {}, en: {} }
const features = new Set<string>()
const listeners = new Set<() => void>()
let current: Language = 'zh-CN'
let translate: Translate = make()
let words: Locale | undefined

function make(): Translate {
  const language = current
  return (key, params) => fill(loaded[language][key] ?? key, params)
}

/** `{name}` is replaced; `one|many` chooses by the parameter n. */
export function fill(sentence: string, params: Params = {}): string {
  const [one = '', many] = sentence.split('|')
  const chosen = many === undefined || params.n === 1 ? one : many
  return chosen.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
}

function add(language: Language, feature: string, catalogue: Catalogue) {
  for (const [key, text] of Object.entries(catalogue)) loaded[language][`${feature}.${key}`] = text
}

async function loadOne(language: Language, feature: string) {
  const load = files[`../locales/${language}/${feature}.json`]
  if (load) add(language, feature, await load())
}

/** Loads the strings of a feature in the current language; pages do this through their route. */
export async function loadFeature(feature: string): Promise<void> {
  if (features.has(feature)) return
  for (let read: Language | undefined; read !== current; ) {
    read = current // the language may be switched meanwhile
    await loadOne(read, feature)
  }
  features.add(feature)
}

export async function setLanguage(language: Language): Promise<void> {
  const common = await shared[language]()
  for (const [feature, catalogue] of Object.entries(common.catalogues)) add(language, feature, catalogue)
  // a page may bring its feature while these are being fetched
  for (let had = -1; had !== features.size; ) {
    had = features.size
    await Promise.all([...features].map((feature) => loadOne(language, feature)))
  }
  current = language
  words = common.words
  translate = make()
  document.documentElement.lang = language
  for (const listener of listeners) listener()
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(KEPT, language)
}

/** The language chosen on this computer, if any. */
export function keptLanguage(): Language | undefined {
  return asLanguage(localStorage.getItem(KEPT))
}

export function asLanguage(value: string | null | undefined): Language | undefined {
  return languages.find((language) => language === value)
}

export function language(): Language {
  return current
}

/** For code outside components; inside components use useT. */
export function t(key: string, params?: Params): string {
  return translate(key, params)
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useT(): Translate {
  return useSyncExternalStore(subscribe, () => translate)
}

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, () => current)
}

/** The words of the component library, there from the first drawing on: when they come later, it mounts every page anew. */
export function useWords(): Locale | undefined {
  return useSyncExternalStore(subscribe, () => words)
}
