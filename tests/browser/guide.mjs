// Plays the five minutes in both languages and keeps their pictures for docs/guide: node guide.mjs
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { play } from './journey.mjs'
import * as places from './lib/places.mjs'

const to = join(places.root, 'docs', 'guide', 'pictures')
rmSync(to, { recursive: true, force: true })
mkdirSync(to, { recursive: true })
let well = true
for (const language of ['zh', 'en']) {
  const out = join(places.root, 'target', 'guide', language)
  well = (await play('chromium', out, { what: 'five', language })) && well
  for (const file of readdirSync(out).filter((f) => f.endsWith('.png'))) {
    // 02-the-cold-counter-without-a-signal-lin-finding.png → zh-02-lin-finding.png
    const [, number, rest] = file.match(/^(\d\d)-.*?-((?:lin|chen).*)$/) ?? []
    if (number) copyFileSync(join(out, file), join(to, `${language}-${number}-${rest}`))
  }
}
process.exit(well ? 0 : 1)
