// Whatever is typed stays text: sixty payloads in every field that takes words, on every screen
// that shows them: node injection.mjs
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endBrowser, hear, launched } from './lib/chromium.mjs'
import { selector } from './lib/device.mjs'
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
let fields = 0
let looks = 0
let small
const faults = []

const { sites, territories, checklists } = await inspector.query({ get: 'choices', search: '' })
const checks = []
for (const text of payloads) checks.push(await written(text))
const told = await circulars()
console.log('written')
await until('all is at central', async () => (await inspector.query({ get: 'today' })).only_here.events === 0, { ms: 90_000 })
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

await studio.end()
await endBrowser()
rmSync(dir, { recursive: true, force: true })
for (const fault of faults) console.log(`✗ ${fault}`)
console.log(`${payloads.length} payloads in ${fields} fields, ${told} circulars, ${looks} looks`)
console.log(`${looks - faults.length} passed, ${faults.length} failed`)
process.exit(faults.length ? 1 : 0)

/** A check in which every field says `text`, handed in and supplemented. */
async function written(text) {
  const put = async (command) => {
    fields++
    return (await inspector.execute(command)).made
  }
  const site = await put({
    do: 'add_site', name: text, address: text, kind: sites[0].kind, territory: territories[0].id, position: null,
  })
  const check = (await inspector.execute({
    do: 'start_check', outing: studio.ids.outing, order: null, site, checklist: checklists[0].version, kind: 'open', position: null,
  })).made
  const finding = await put({
    do: 'save_finding_draft', check, finding: null,
    content: { category: 'goods', severity: 'serious', rectification: 'not_demanded', text, explanation: text },
  })
  await photo(check, { finding })
  const spoilt = await photo(check, 'unsorted')
  await put({ do: 'void_photo', check, photo: spoilt, reason: text })
  await inspector.execute({ do: 'record_finding', finding, base: [] })
  await put({ do: 'record_suggestion', check, suggestion: null, base: [], content: { text } })
  const { revision: base } = await inspector.query({ get: 'check', check })
  await put({ do: 'submit_check', check, base, outcome: 'refused', words: text })
  await put({ do: 'supplement', check, words: text, photos: [] })
  return { check, finding }
}

/** A small one, another each time: what is looked at here are words. */
async function photo(check, target) {
  small ??= await smallest()
  return inspector.photo(check, target, Buffer.concat([small, Buffer.from(String(fields))]))
}

async function smallest() {
  const { photos } = await inspector.query({ get: 'check', check: studio.ids.check })
  const answer = await fetch(`${inspector.address}/bridge/photo/${photos[0].id}/thumbnail`)
  return Buffer.from(await answer.arrayBuffer())
}

async function circulars() {
  const { units } = await lead.query({ get: 'circulars' })
  for (const text of payloads) {
    await lead.execute({ do: 'issue_circular', title: text, words: text, to: [units[0].id] })
  }
  return payloads.length
}

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
