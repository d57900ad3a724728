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
/** A finger is not faster. */
const hand_ms = 400
/** Photos of a check, and how fast they go by: all of them in some ten seconds. */
const pictures = 2_000
const thumb_px = 60
/** So long a finding is looked at. */
const look_ms = 1000

print('bundle_all_gz_kb', 'kB', [travelling(assets())])

const phoneDevice = aged('lin', phone)
await phoneDevice.open()
const phoneLoad = await firstLoad(phoneDevice, 'order-start')
print('first_usable_ms', 'ms', await firstUsable(phoneDevice))
const taps = await answerTaps(phoneDevice)
const check = (await phoneDevice.path()).split('/').at(-1)
await phoneDevice.tap('back')
await phoneDevice.goTo('mine')
await phoneDevice.see('mine-row')
const mineJank = await scrolling(phoneDevice, selector('mine-row'))
print('answer_tap_ms', 'ms', taps, await bareTaps(phoneDevice))
const bareJank = [await bareScrolling(phoneDevice)]
await phoneDevice.close()

const viewer = aged('lin', tablet)
await viewer.open()
print('thumbs_jank_pct', '%', [await thumbnails(viewer, check)], [await barePictures(viewer)])
await viewer.close()

const tabletDevice = aged('chen', tablet)
await tabletDevice.open()
await slow(tabletDevice.page)
const tabletLoad = await firstLoad(tabletDevice, 'judge-pane')
print('bundle_gz_kb', 'kB', [Math.max(phoneLoad, tabletLoad)])
print('queue_next_ms', 'ms', await nextFindings(tabletDevice))
const queueJank = await scrolling(tabletDevice, selector('queue-row'))
bareJank.push(await bareScrolling(tabletDevice))
print('scroll_jank_mine_pct', '%', [mineJank])
print('scroll_jank_queue_pct', '%', [queueJank])
print('scroll_jank_pct', '%', [Math.max(mineJank, queueJank)], bareJank)
await tabletDevice.close()
await endBrowser()

/** A device that holds the work, on the day up to which it was made. */
function aged(who, size) {
  const device = new ChromiumDevice(who, size, values.profiles)
  device.bridge.more = ['--at', readFileSync(join(values.profiles, 'at'), 'utf8')]
  return device
}

/** `bare`: the same on a page that holds nothing else, drawn on the same machine in the same run. */
function print(figure, unit, numbers, bare) {
  const round = (n) => Math.round(n * 100) / 100
  const all = (ns) => ({ value: round(middle(ns)), p95: round(p95(ns)), n: ns.length })
  const ratio = bare && middle(bare) && { peer: 'a bare page', ratio: round(middle(numbers) / middle(bare)) }
  console.log(JSON.stringify({ bench: 'ui', figure, unit, ...all(numbers), ...ratio }))
  if (bare) console.log(JSON.stringify({ bench: 'ui', figure: `bare_${figure}`, unit, ...all(bare) }))
}

/** Every script and sheet of the interface, whichever page asks for it. */
function assets() {
  return readdirSync(join(places.pages, 'assets')).filter((file) => /\.(js|css)$/.test(file))
}

/** kB of these assets and the page that names them, as they would travel. */
function travelling(names) {
  const files = [join(places.pages, 'index.html'), ...names.map((n) => join(places.pages, 'assets', n))]
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0) / 1000
}

/** kB that the browser itself asked for from opening the app until its first screen stands still. */
async function firstLoad(device, shown) {
  await device.see(shown, { ms: 60_000 })
  await device.page.waitForLoadState('networkidle')
  const asked = await device.page.evaluate(() =>
    performance.getEntriesByType('resource').map((entry) => entry.name.split('/').at(-1)),
  )
  const known = assets().filter((name) => asked.includes(name))
  if (!known.length) throw new Error('nothing of the interface was asked for')
  return travelling(known)
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
          // In the frame that paints the change, before it is painted; what waits its turn comes after.
          if (key.getAttribute('aria-pressed') === was) return requestAnimationFrame(look)
          setTimeout(() => done(performance.now()))
        }
        requestAnimationFrame(look)
      })
      window.taps.push(Math.max(await durable, await painted) - event.timeStamp)
    }, { capture: true })
  })
  for (let n = 0; n < rounds * 4; n++) {
    const keys = device.all(Math.floor(n / 3) % 2 ? 'answer-met' : 'answer-not_met')
    await finger(page, keys.nth(n % 3))
    // Nobody asks the page meanwhile: the asking would be measured too.
    await page.waitForTimeout(hand_ms)
    await until('the answer is there', () => page.evaluate((m) => window.taps.length > m, n))
  }
  return page.evaluate(() => window.taps)
}

/** A finger on that key, once the page has come to rest there: nothing is asked of the page meanwhile. */
async function finger(page, key) {
  await key.scrollIntoViewIfNeeded()
  const { x, y, width, height } = await key.boundingBox()
  await page.waitForTimeout(hand_ms)
  await page.touchscreen.tap(x + width / 2, y + height / 2)
}

/** A page of the same origin with only what is given; `look` is one rule for all of it. */
async function bare(device, look, body) {
  const { page } = device
  await page.goto('about:blank')
  await page.goto(`${device.bridge.address}/bridge/nothing`)
  await page.evaluate(([css, html]) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    document.adoptedStyleSheets = [sheet]
    document.body.innerHTML = html
  }, [look, body])
  return page
}

/** One button that turns and asks the engine something small: what a tap costs at least. */
async function bareTaps(device) {
  const page = await bare(device, 'button { width: 200px; height: 200px }', '<button>·</button>')
  await page.evaluate(() => {
    window.taps = []
    addEventListener('click', async (event) => {
      event.target.textContent += '·'
      const headers = { 'content-type': 'application/json' }
      const asked = fetch('/bridge/query', { method: 'POST', headers, body: '{"get":"sync"}' })
      const painted = new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
      await Promise.all([asked, painted])
      window.taps.push(performance.now() - event.timeStamp)
    })
  })
  for (let n = 0; n < rounds * 4; n++) {
    await page.waitForTimeout(hand_ms)
    await page.touchscreen.tap(100, 100)
  }
  await until('the last tap', () => page.evaluate((m) => window.taps.length >= m, rounds * 4))
  return page.evaluate(() => window.taps)
}

/** 2,000 rows of one line each, without a picture; 400 of them are enough to know. */
async function bareScrolling(device) {
  const look = 'div { height: 95vh; overflow: auto } p { height: 100px; margin: 0 }'
  await bare(device, look, `<div>${'<p>冷柜温度记录不全</p>'.repeat(2_000)}</div>`)
  return scrolling(device, 'p', 400)
}

/** 2,000 photos of `check`, not sorted yet, on a tablet. */
async function thumbnails(device, check) {
  const { page } = device
  await page.evaluate(async ([check, many]) => {
    const where = new URLSearchParams({ check, target: '"unsorted"' })
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 })
    const pen = canvas.getContext('2d')
    for (let n = 0; n < many; n++) {
      // Shelves with boxes in changing colours: no two are the same, and none is plain.
      for (let box = 0; box < 48; box++) {
        pen.fillStyle = `hsl(${(n * 37 + box * 53) % 360} 45% ${35 + ((n + box * 7) % 40)}%)`
        pen.fillRect((box % 8) * 80, Math.floor(box / 8) * 80, 78 - ((n + box) % 20), 74)
      }
      pen.fillStyle = 'black'
      pen.fillText(`${n}`, 20, 30)
      const jpeg = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.8))
      where.set('name', `${n}.jpg`)
      const answer = await fetch(`/bridge/photo?${where}`, { method: 'POST', body: jpeg })
      if (!answer.ok) throw new Error(await answer.text())
    }
  }, [check, pictures])
  await slow(page)
  await page.goto('about:blank')
  await page.goto(`${device.bridge.address}#/check/${check}/photos`)
  await device.see('sort-photo')
  return scrollingBy(device, selector('sort-photo'), thumb_px)
}

/** As many boxes of one colour side by side on a page that holds nothing else. */
async function barePictures(device) {
  const box = 'i { display: inline-block; width: 110px; height: 110px; margin: 3px; background: gray }'
  await bare(device, `div { height: 95vh; overflow: auto } ${box}`, `<div>${'<i></i>'.repeat(pictures)}</div>`)
  return scrollingBy(device, 'i', thumb_px)
}

/**
 * From the key that approves until the next finding, with its photos, has been painted; each one is
 * looked at for a second.
 */
async function nextFindings(device) {
  const { page } = device
  await page.evaluate((pane) => {
    window.nexts = []
    const shown = () => document.querySelector(pane)
    const whole = (e) => [...e.querySelectorAll('[data-testid="judge-photos"] img')].every((i) => i.complete)
    addEventListener('keydown', (event) => {
      if (event.key !== 'a') return
      const was = shown().dataset.id
      const look = () => {
        const now = shown()
        if (!now || now.dataset.id === was || !whole(now)) return requestAnimationFrame(look)
        setTimeout(() => window.nexts.push(performance.now() - event.timeStamp))
      }
      requestAnimationFrame(look)
    }, { capture: true })
  }, selector('judge-pane'))
  for (let n = 0; n < rounds * 2; n++) {
    await page.waitForTimeout(look_ms)
    await page.keyboard.press('a')
    await page.waitForTimeout(hand_ms)
    await until('the next finding', () => page.evaluate((m) => window.nexts.length > m, n))
  }
  return page.evaluate(() => window.nexts)
}

/** Share of frames that came late while `many` rows go by, some seventy a second. */
async function scrolling(device, row, many = 2_000) {
  const { height } = await device.page.locator(row).first().boundingBox()
  return scrollingBy(device, row, 150, many * height)
}

/** The same, `step` pixels a frame, as far as `far`; without it once to the end. */
async function scrollingBy(device, row, step, far = null) {
  return device.page.evaluate(async ([rows, step, far]) => {
    let list = document.querySelector(rows)
    while (!/auto|scroll/.test(getComputedStyle(list).overflowY)) list = list.parentElement
    const frame = () => new Promise((done) => requestAnimationFrame(done))
    let [before, late, due] = [await frame(), 0, 0]
    for (let gone = 0; far === null || gone < far; gone += step) {
      list.scrollBy(0, step)
      if (list.scrollTop + list.clientHeight >= list.scrollHeight - 2) {
        if (far === null) break
        list.scrollTo(0, 0)
      }
      const now = await frame()
      const frames = Math.max(1, Math.round((now - before) / (1000 / 60)))
      due += frames
      late += frames - 1
      before = now
    }
    return (100 * late) / due
  }, [row, step, far])
}
