// Keeps the direction of imports: app -> features -> ui, api, auth, lib; never feature -> feature.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const allowed = {
  lib: ['lib'],
  api: ['api', 'lib'],
  ui: ['ui', 'lib', 'api'],
  auth: ['auth', 'ui', 'api', 'lib'],
  features: ['ui', 'api', 'auth', 'lib', 'features'],
  app: ['app', 'features', 'ui', 'api', 'auth', 'lib'],
}
const src = join(import.meta.dirname, '..', 'src')
const files = readdirSync(src, { recursive: true }).filter((f) => /\.tsx?$/.test(f) && f.includes('/'))
let wrong = 0
for (const file of files) {
  const [room, feature] = file.split('/')
  if (!allowed[room]) continue
  const text = readFileSync(join(src, file), 'utf8')
  if (/from 'antd'/.test(text)) fail(file, "import antd components one by one: 'antd/es/button'")
  for (const m of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
    const [room2, feature2] = relative(src, join(src, dirname(file), m[1])).split('/')
    if (allowed[room2] && !allowed[room].includes(room2))
      fail(file, `${room} may not import ${room2} (${m[1]})`)
    if (room === 'features' && room2 === 'features' && feature !== feature2)
      fail(file, `feature ${feature} may not import feature ${feature2}`)
  }
}
function fail(file, text) {
  wrong++
  console.log(`src/${file}: ${text}`)
}
process.exit(wrong ? 1 : 0)
