import { mkdirSync, writeFileSync } from 'node:fs'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { fixtures } from './dev/fixtures'

// Where a real server listens; without it the fixture answers are used.
const api = process.env.YICE_API

/** Writes which chunk needs which to .build/chunks.json for scripts/size.mjs; nothing of it ships. */
function chunkList(): Plugin {
  return {
    name: 'yice-chunk-list',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).flatMap((item) =>
        item.type === 'chunk'
          ? [
              {
                file: item.fileName,
                name: item.name,
                entry: item.isEntry,
                facade: item.facadeModuleId ?? '',
                imports: item.imports,
                css: [...(item.viteMetadata?.importedCss ?? [])],
              },
            ]
          : [],
      )
      mkdirSync(new URL('./.build', import.meta.url), { recursive: true })
      writeFileSync(new URL('./.build/chunks.json', import.meta.url), JSON.stringify(chunks, null, 1))
    },
  }
}

export default defineConfig({
  plugins: [react(), chunkList(), ...(api ? [] : [fixtures()])],
  build: {
    // dist/index.html is the committed placeholder; the build stays beside it.
    outDir: 'dist/app',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    assetsInlineLimit: 0,
    // the preload polyfill would be fine under the policy, but every browser we support has modulepreload
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  server: { port: 5173, ...(api ? { proxy: { '/api': { target: api, changeOrigin: false } } } : {}) },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'], css: false },
})
