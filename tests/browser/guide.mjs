// Takes the pictures of docs/guide in both languages: node guide.mjs
// Those of the five minutes are played; those of the user guide are screens of `shots.mjs`.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
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

const guide = readFileSync(join(places.root, 'docs', 'guide', 'user.zh.md'), 'utf8')
const screens = [...guide.matchAll(/pictures\/zh-([a-z-]+)\.png/g)].map((m) => m[1])
const shots = join(places.root, 'target', 'guide', 'screens')
const sizes = { phone: '390x844', tablet: '1180x820' }
const script = join(import.meta.dirname, 'shots.mjs')
const args = ['--out', shots, '--sizes', Object.values(sizes).join(), '--themes', 'light', '--screens', screens.join()]
well = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' }).status === 0 && well
for (const language of ['zh', 'en']) {
  for (const screen of screens) {
    const size = /^(queue|team|lead|figures)/.test(screen) ? sizes.tablet : sizes.phone
    copyFileSync(join(shots, size, `${language}-light`, `${screen}.png`), join(to, `${language}-${screen}.png`))
  }
}
process.exit(well ? 0 : 1)
