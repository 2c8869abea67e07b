import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Providers } from './app/Providers'
import { keptLanguage, setLanguage } from './lib/i18n'
import { applySize } from './lib/textSize'
import './ui/tokens.css'

applySize()
const root = document.getElementById('root')
if (root) {
  await setLanguage(keptLanguage() ?? 'zh-CN')
  createRoot(root).render(
    <StrictMode>
      <Providers />
    </StrictMode>,
  )
}
