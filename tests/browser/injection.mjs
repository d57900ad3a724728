// Whatever is typed stays text: sixty payloads in every field that takes words, on every screen
// that shows them: node injection.mjs
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endBrowser, hear, launched } from './lib/chromium.mjs'
import { selector } from './lib/device.mjs'
import { judgeAll, lookAfter, writeAll } from './lib/injected.mjs'
import { payloads } from './lib/payloads.mjs'
import { painted } from './lib/photos.mjs'
import * as places from './lib/places.mjs'
import { Studio, sizes } from './lib/screens.mjs'
import { until } from './lib/until.mjs'

places.demand(places.central, places.bridge, join(places.pages, 'index.html'), places.chromium)
painted()
const dir = mkdtempSync(join(tmpdir(), 'mingcha-injection-'))
const studio = await new Studio(dir).prepare()
const { inspector, lead } = studio.bridges
let looks = 0
const faults = []

const { checks, fields } = await writeAll(studio.bridges, studio.ids.outing, studio.ids.check)
await until('the lead has it', async () => {
  const { waiting } = await lead.query({ get: 'queue' })
  return waiting >= 45 + payloads.length
}, { ms: 90_000 })

console.log('at central and at the lead')
const phone = await opened(inspector, sizes[0])
await look(phone, '/today')
await look(phone, '/today/free')
await look(phone, '/mine')
await look(phone, '/circulars')
for (const { check, finding } of checks) {
  await look(phone, `/check/${check}`)
  await look(phone, `/finding/${finding}`)
}
console.log(`the phone has shown it (${looks})`)
const tablet = await opened(lead, sizes[1])
await look(tablet, '/queue')
const rows = tablet.page.locator(selector('queue-row'))
for (let n = 0; n < (await rows.count()); n++) {
  await rows.nth(n).click()
  await judged(tablet, `queue row ${n}`)
}
await look(tablet, '/team')
await look(tablet, '/circulars')
await look(tablet, '/figures')
const said = await judgeAll(lead, checks)
await lookAfter(inspector, checks, (whose, path) => look(whose === 'lead' ? tablet : phone, path))
await look(phone, '/today')

await studio.end()
await endBrowser()
rmSync(dir, { recursive: true, force: true })
for (const fault of faults) console.log(`✗ ${fault}`)
console.log(`${payloads.length} payloads in ${fields + said} fields, ${looks} looks`)
console.log(`${looks - faults.length} passed, ${faults.length} failed`)
process.exit(faults.length ? 1 : 0)

async function opened(bridge, size) {
  const context = await (await launched()).newContext({
    viewport: { width: size.width, height: size.height }, hasTouch: size.touch, isMobile: size.touch,
    locale: 'zh-CN', reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const broken = []
  page.on('dialog', (dialog) => {
    broken.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  hear(page, (what) => broken.push(what))
  return { bridge, page, broken }
}

async function look(at, path) {
  await at.page.goto('about:blank')
  await at.page.goto(`${at.bridge.address}/#${path}`)
  // Words, not pictures: nobody waits for those.
  await at.page.waitForFunction(
    () => document.querySelector('main > *') && !document.querySelector('[data-testid="waiting"], .van-skeleton'),
  )
  await at.page.waitForTimeout(120)
  await judged(at, path)
}

/** Nothing has run, nothing became an element, nothing was even tried. */
async function judged({ page, broken }, place) {
  looks++
  const made = await page.evaluate(() => document.querySelectorAll('[data-injected]').length)
  const ran = await page.evaluate(() => window.injected)
  if (made || ran) faults.push(`${place}: ${made} elements, ran: ${ran}`)
  faults.push(...broken.splice(0).map((what) => `${place}: ${what}`))
}
