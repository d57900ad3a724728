// Two people on one tablet, as they meet it in a browser: adding from the settings and from behind
// a lock, switching, and a page that begins anew: node people.mjs
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Bridge } from './lib/bridge.mjs'
import { Central } from './lib/central.mjs'
import { endBrowser, hear, launched } from './lib/chromium.mjs'
import { selector } from './lib/device.mjs'
import * as places from './lib/places.mjs'

places.demand(places.central, places.bridge, join(places.pages, 'index.html'), places.chromium)
const dir = mkdtempSync(join(tmpdir(), 'mingcha-people-'))
const central = Central.demo(join(dir, 'central'), join(dir, 'central.log'), { bare: true })
await central.start()
const bridge = new Bridge(join(dir, 'tablet'), join(dir, 'tablet.log'))
await bridge.start()
const context = await (await launched()).newContext({ viewport: { width: 1180, height: 820 }, locale: 'zh-CN' })
const page = await context.newPage()
const faults = []
let passed = 0
hear(page, (what) => faults.push(what))
page.setDefaultTimeout(15_000)

const at = (testid, more = '') => page.locator(`${selector(testid)}${more}`)
const tap = (testid, more) => at(testid, more).filter({ visible: true }).first().click()
const person = (n) => `[data-number="${n}"]`
const texts = () => page.locator('body').innerText()
const go = (path) => page.evaluate((to) => (location.hash = to), path)
/** A mark on the page's memory, to see that it went. */
const mark = () => page.evaluate(() => (window.leftBehind = true))
const marked = () => page.evaluate(() => 'leftBehind' in window)

function expect(what, holds) {
  if (!holds) faults.push(what)
  console.log(`${holds ? '✓' : '✗'} ${what}`)
  if (holds) passed++
}

async function enrol(user) {
  await at('enrol-code').fill(central.enrolmentCode(user))
  await at('enrol-address').fill(central.address)
  await at('enrol-label').fill('小组的平板')
  await tap('enrol-go')
  await page.waitForURL(/#\/(today|queue)/)
}

/** Somebody is brought to the front: the page as after a start. */
async function switched(by) {
  await mark()
  await by()
  await page.waitForFunction(() => !('leftBehind' in window))
}

try {
  await page.goto(bridge.address)
  await at('enrol-code').waitFor()
  expect('a device of one asks about no others', (await at('people-link').count()) === 0)
  await enrol('lin')
  const { secret } = await bridge.execute({ do: 'draw_passphrase' })
  await bridge.execute({ do: 'set_lock', secret })
  await go('/me')
  await tap('people-link')
  await switched(() => tap('person-add'))
  await at('enrol-code').waitFor()
  expect('adding leaves nothing of the first one on screen', !/林晓舟/.test(await texts()))
  await enrol('chen')
  expect('the second one has screens of their own', page.url().includes('/queue'))
  await go('/people')
  await at('person').first().waitFor()
  expect('whoever is locked has a number', /人员 1\s+已锁定/.test(await texts()) && !/林晓舟/.test(await texts()))
  await switched(() => tap('person', person(1)))
  await at('unlock').waitFor()
  expect('the first one is met by their lock', !/陈立衡/.test(await texts()))
  await tap('people-link')
  await at('person', person(2)).waitFor()
  expect('behind a lock the list is there too', /陈立衡/.test(await at('person', person(2)).innerText()))
  await tap('back')
  await at('unlock-secret').fill(secret)
  await tap('unlock-go')
  await page.waitForURL(/#\/today/)
  await go('/people')
  await at('people-shows-name').click()
  await page.waitForSelector(`${selector('people-shows-name')}[aria-checked="true"]`)
  await switched(() => tap('person', person(2)))
  await page.waitForURL(/#\/queue/)
  await go('/people')
  await at('person', person(1)).waitFor()
  expect('a name that its owner wants shown is', /林晓舟/.test(await at('person', person(1)).innerText()))
  // The app dies and comes back.
  await bridge.kill()
  await bridge.start()
  await page.goto(`${bridge.address}/#/people`)
  await page.reload()
  await at('person', `${person(2)}[data-front="true"]`).waitFor()
  expect('the next start knows who was in front', !(await marked()))
  await at('person', `${person(1)}[data-is="locked"]`).waitFor()
  expect('and the other one is locked', true)
} catch (error) {
  faults.push(error.message.split('\n')[0])
  await page.screenshot({ path: join(places.root, 'target', 'people.png') }).catch(() => {})
}
await endBrowser()
await bridge.end()
await central.stop()
rmSync(dir, { recursive: true, force: true })
for (const fault of faults) console.log(`✗ ${fault}`)
console.log(`${passed} passed, ${faults.length} failed`)
process.exit(faults.length ? 1 : 0)
