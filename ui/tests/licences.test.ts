import { expect, it } from 'vitest'
import { licences } from '../src/me/licences'
import own from '../package.json'

const manifests = import.meta.glob<string>(
  ['../../crates/{device,domain}/Cargo.toml', '../../src-tauri/Cargo.toml'],
  { query: '?raw', import: 'default', eager: true },
)
const named = new Set(licences.flatMap(([names]) => names))

it('names every package that is in the app', () => {
  for (const name of Object.keys(own.dependencies)) expect(named, name).toContain(name)
  expect(Object.keys(manifests)).toHaveLength(3)
  for (const text of Object.values(manifests)) {
    const part = text.split(/^\[dependencies\]$/m)[1]!.split(/^\[/m)[0]!
    for (const [, name] of part.matchAll(/^([\w-]+)(?:\.workspace)? *=(?!.*optional)/gm))
      if (!name!.startsWith('mingcha')) expect(named, name).toContain(name)
  }
})
