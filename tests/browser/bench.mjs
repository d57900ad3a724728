// How the interface feels on a slow phone with years of work in its store:
// node bench.mjs --profiles DIR [--rounds 10]. Prints one JSON object a line.
// Chromium's processor is slowed four times; the engine behind it is not.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { ChromiumDevice, endBrowser } from './lib/chromium.mjs'
import { phone, selector, tablet } from './lib/device.mjs'
import * as places from './lib/places.mjs'
import { middle, p95 } from './lib/stats.mjs'
import { until } from './lib/until.mjs'

const { values } = parseArgs({
  options: { profiles: { type: 'string' }, rounds: { type: 'string', default: '10' } },
})
process.env.TZ = 'Asia/Shanghai'
places.demand(places.bridge, join(places.pages, 'index.html'), places.chromium)
const rounds = Number(values.rounds)
const slowed = 4

print('bundle_gz_kb', 'kB', [bundle() / 1000])

const phoneDevice = aged('lin', phone)
await phoneDevice.open()
print('first_usable_ms', 'ms', await firstUsable(phoneDevice))
print('answer_tap_ms', 'ms', await answerTaps(phoneDevice))
await phoneDevice.tap('back')
await phoneDevice.goTo('mine')
await phoneDevice.see('mine-row')
const mineJank = await scrolling(phoneDevice, 'mine-row')
await phoneDevice.close()

const tabletDevice = aged('chen', tablet)
await tabletDevice.open()
await slow(tabletDevice.page)
await tabletDevice.see('judge-pane', { ms: 60_000 })
print('queue_next_ms', 'ms', await nextFindings(tabletDevice))
const queueJank = await scrolling(tabletDevice, 'queue-row')
print('scroll_jank_pct', '%', [mineJank, queueJank])
await tabletDevice.close()
await endBrowser()

/** A device that holds the work, on the day up to which it was made. */
function aged(who, size) {
  const device = new ChromiumDevice(who, size, values.profiles)
  device.bridge.more = ['--at', readFileSync(join(values.profiles, 'at'), 'utf8')]
  return device
}

function print(figure, unit, numbers) {
  const round = (n) => Math.round(n * 100) / 100
  console.log(JSON.stringify({
    bench: 'ui', figure, unit, value: round(middle(numbers)), p95: round(p95(numbers)), n: numbers.length,
  }))
}

/** Everything the pages load, as it would travel. */
function bundle() {
  const assets = join(places.pages, 'assets')
  const code = readdirSync(assets).filter((f) => /\.(js|css)$/.test(f)).map((f) => join(assets, f))
  const files = [join(places.pages, 'index.html'), ...code]
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0)
}

async function slow(page) {
  const protocol = await page.context().newCDPSession(page)
  await protocol.send('Emulation.setCPUThrottlingRate', { rate: slowed })
  return protocol
}

/** From the start of the page, with nothing cached, until an order can be tapped and has been painted. */
async function firstUsable(device) {
  const { page } = device
  const protocol = await slow(page)
  await protocol.send('Network.setCacheDisabled', { cacheDisabled: true })
  await page.addInitScript((order) => {
    const look = () => {
      if (!document.querySelector(order)) return requestAnimationFrame(look)
      requestAnimationFrame(() => setTimeout(() => (window.usable = performance.now())))
    }
    requestAnimationFrame(look)
  }, selector('order-start'))
  const took = []
  for (let n = 0; n < rounds; n++) {
    await page.goto('about:blank')
    await page.goto(device.bridge.address)
    took.push(await until('an order', () => page.evaluate(() => window.usable), { ms: 30_000 }))
  }
  return took
}

/** From the finger's leaving the key until the answer has been painted and the engine has stored it. */
async function answerTaps(device) {
  const { page } = device
  // The team whose work this is has set out already.
  await device.see('outing')
  await device.tap('order-start')
  await device.see('check')
  await device.see('answer-met')
  await page.evaluate(() => {
    window.taps = []
    let stored = () => {}
    const ask = window.fetch
    window.fetch = async (...how) => {
      const answer = await ask(...how)
      if (String(how[0]).endsWith('/execute')) stored(performance.now())
      return answer
    }
    addEventListener('click', async (event) => {
      const key = event.target.closest('[data-testid^="answer-"]')
      if (!key) return
      const was = key.getAttribute('aria-pressed')
      const durable = new Promise((done) => (stored = done))
      const painted = new Promise((done) => {
        const look = () => {
          if (key.getAttribute('aria-pressed') === was) return requestAnimationFrame(look)
          requestAnimationFrame(() => setTimeout(() => done(performance.now())))
        }
        queueMicrotask(look)
      })
      window.taps.push(Math.max(await durable, await painted) - event.timeStamp)
    }, { capture: true })
  })
  for (let n = 0; n < rounds * 4; n++) {
    const keys = device.all(Math.floor(n / 3) % 2 ? 'answer-met' : 'answer-not_met')
    await keys.nth(n % 3).tap()
    await until('the answer is there', () => page.evaluate((m) => window.taps.length > m, n), { every: 5 })
  }
  return page.evaluate(() => window.taps)
}

/** From the key that approves until the next finding, with its photos, has been painted. */
async function nextFindings(device) {
  const { page } = device
  await page.evaluate((pane) => {
    window.nexts = []
    const shown = () => document.querySelector(pane)?.dataset.id
    addEventListener('keydown', (event) => {
      if (event.key !== 'a') return
      const was = shown()
      const look = () => {
        const now = shown()
        if (!now || now === was) return requestAnimationFrame(look)
        requestAnimationFrame(() => setTimeout(() => window.nexts.push(performance.now() - event.timeStamp)))
      }
      requestAnimationFrame(look)
    }, { capture: true })
  }, selector('judge-pane'))
  for (let n = 0; n < rounds * 2; n++) {
    await page.keyboard.press('a')
    await until('the next finding', () => page.evaluate((m) => window.nexts.length > m, n), { every: 5 })
  }
  return page.evaluate(() => window.nexts)
}

/** Share of frames that came late while 2,000 rows go by, some seventy a second. */
async function scrolling(device, row) {
  const { page } = device
  await slow(page)
  return page.evaluate(async (rows) => {
    const first = document.querySelector(rows)
    let list = first
    while (!/auto|scroll/.test(getComputedStyle(list).overflowY)) list = list.parentElement
    const frame = () => new Promise((done) => requestAnimationFrame(done))
    const far = 2_000 * first.getBoundingClientRect().height
    let [before, late, due] = [await frame(), 0, 0]
    for (let gone = 0; gone < far; gone += 150) {
      list.scrollBy(0, 150)
      if (list.scrollTop + list.clientHeight >= list.scrollHeight - 2) list.scrollTo(0, 0)
      const now = await frame()
      const frames = Math.max(1, Math.round((now - before) / (1000 / 60)))
      due += frames
      late += frames - 1
      before = now
    }
    return (100 * late) / due
  }, selector(row))
}
