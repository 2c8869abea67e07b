// Measures what a staff member's first load weighs (gzip): entry, Chinese catalogue, shell and workbench.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const BUDGET_KB = 350
const root = new URL('../', import.meta.url)
const chunks = JSON.parse(readFileSync(new URL('.build/chunks.json', root), 'utf8'))
const byFile = new Map(chunks.map((c) => [c.file, c]))
const gz = (file) => gzipSync(readFileSync(new URL(`dist/app/${file}`, root)), { level: 9 }).length

function closure(starts) {
  const seen = new Set()
  const visit = (file) => {
    const chunk = byFile.get(file)
    if (!chunk || seen.has(file)) return
    seen.add(file)
    for (const css of chunk.css) seen.add(css)
    chunk.imports.forEach(visit)
  }
  starts.forEach((c) => {
    visit(c.file)
  })
  return seen
}

const has =
  (...parts) =>
  (c) =>
    parts.some((p) => c.facade.includes(p))
const sum = (files) => [...files].reduce((n, f) => n + gz(f), 0)
const show = (name, files) =>
  console.log(`${name.padEnd(34)}${(sum(files) / 1024).toFixed(1).padStart(8)} KB gzip`)

const entry = chunks.filter((c) => c.entry)
const signIn = closure([...entry, ...chunks.filter(has('auth/SignInPage', 'locales/zh-CN/_shared'))])
const first = closure([
  ...entry,
  ...chunks.filter(
    has(
      'app/Shell',
      'features/workbench/WorkbenchPage',
      'locales/zh-CN/workbench',
      'locales/zh-CN/_shared',
      'dayjs/dayjs',
      'dayjs/locale/zh-cn',
    ),
  ),
])
show('sign-in page', signIn)
show('staff first load (workbench)', first)
for (const c of chunks.filter(
  (c) => /Page\.tsx/.test(c.facade) || c.name === 'echarts' || /echart/i.test(c.name),
)) {
  const own = [...closure([c])].filter((f) => !first.has(f))
  show(`  + ${c.name}`, own)
}
if (sum(first) > BUDGET_KB * 1024) {
  console.log(`over the budget of ${BUDGET_KB} KB`)
  process.exit(1)
}
