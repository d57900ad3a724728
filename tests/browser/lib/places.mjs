// Where things are in the source tree.
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')
// Another build, for example a release, can be named.
const programs = process.env.MINGCHA_PROGRAMS ?? join(root, 'target', 'debug')

export const bridge = join(programs, 'bridge')
export const central = join(programs, 'central')
export const painter = join(programs, 'demo_photos')
export const app = join(programs, 'mingcha')
export const pages = process.env.MINGCHA_PAGES ?? join(root, 'ui', 'dist')
export const photos = join(root, 'target', 'demo', 'photos')
export const chromium = '/usr/bin/chromium'
export const webkitDriver = '/usr/bin/WebKitWebDriver'

export function tauriDriver() {
  const installed = join(homedir(), '.cargo', 'bin', 'tauri-driver')
  return existsSync(installed) ? installed : 'tauri-driver'
}

/** Says what has to be built first, instead of failing in the middle. */
export function demand(...paths) {
  const missing = paths.filter((p) => !existsSync(p))
  if (!missing.length) return
  throw new Error(
    `not there: ${missing.join(', ')}. Build first: npm --prefix ui run build; cargo build --workspace --bins`,
  )
}
