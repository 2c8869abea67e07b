// Adds to an npm lockfile the packages for other platforms that are missing in it.
//
// usage: node scripts/complete-lock.mjs web/package-lock.json
//
// Tools with a binary per platform name all of them as optional dependencies. A registry that does not carry one makes
// `npm install` drop it from the lockfile, and `npm ci` then refuses the file on every machine. The dropped ones get an
// entry with the version that their parent names and the platform in their name, which is all that `npm ci` asks for.
import { readFileSync, writeFileSync } from 'node:fs'

const file = process.argv[2]
if (!file || file.startsWith('-')) {
  console.log('usage: node scripts/complete-lock.mjs web/package-lock.json : add the platform packages that a registry dropped')
  process.exit(file ? 0 : 1)
}

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const cpus = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32']

const lock = JSON.parse(readFileSync(file, 'utf8'))
const added = []
for (const parent of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`
    const words = name.split(/[-/]/)
    const os = systems.find((s) => words.includes(s))
    const cpu = cpus.find((c) => words.includes(c))
    if (lock.packages[path] || !os || !/^\d/.test(version)) continue
    lock.packages[path] = {
      version,
      ...(cpu && { cpu: [cpu] }),
      ...(parent.dev && { dev: true }),
      ...(os === 'linux' && words.includes('musl') && { libc: ['musl'] }),
      license: parent.license,
      optional: true,
      os: [os],
    }
    added.push(name)
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${file}: ${added.length} added`)
