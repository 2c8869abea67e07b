import libraryWords from 'antd/es/locale/en_US'
import type { Catalogue } from '../../lib/i18n'

// Needed on every page, so they come in one file.
const files = import.meta.glob<Catalogue>(['./app.json', './ui.json', './state.json', './auth.json'], {
  import: 'default',
  eager: true,
})

export const catalogues = Object.fromEntries(
  Object.entries(files).map(([path, catalogue]) => [path.slice(2, -5), catalogue]),
)

export const words = libraryWords
