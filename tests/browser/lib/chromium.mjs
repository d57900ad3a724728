// The page in Chromium, the engine behind the bridge.
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright-core'
import { Bridge } from './bridge.mjs'
import { Device, selector } from './device.mjs'
import * as places from './places.mjs'

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]
let browser

export async function launched() {
  browser ??= await chromium.launch({ executablePath: places.chromium, args: quiet })
  return browser
}

export async function endBrowser() {
  await browser?.close()
  browser = undefined
}

/** Tells what goes wrong in a page by itself: errors, and what the content policy stopped. */
export function hear(page, told) {
  page.on('pageerror', (error) => told(error.message))
  page.on('console', (line) => {
    if (line.text().includes('Content Security Policy')) told(line.text())
  })
}

export class ChromiumDevice extends Device {
  constructor(who, size, dir, look = {}) {
    super(who, size)
    this.look = look
    this.faults = []
    this.bridge = new Bridge(join(dir, who), join(dir, 'logs', `${who}.log`))
  }

  async open() {
    await this.bridge.start()
    const { width, height, touch } = this.size
    const context = await (await launched()).newContext({
      viewport: { width, height },
      hasTouch: touch,
      isMobile: touch,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      geolocation: { latitude: 30.04721, longitude: 123.40453, accuracy: 12 },
      permissions: ['geolocation'],
      ...this.look,
    })
    this.page = await context.newPage()
    this.page.setDefaultTimeout(15_000)
    hear(this.page, (what) => this.faults.push(what))
    await this.page.goto(this.bridge.address)
  }

  /** The device is put away: the page is closed and the program ended in good order. */
  async close() {
    await this.page?.context().close()
    this.page = undefined
    await this.bridge.end()
  }

  /** The program is killed; the page is shown again as after opening the app anew. */
  async kill() {
    await this.bridge.kill()
  }

  async restart() {
    await this.bridge.start()
    await this.page.goto('about:blank')
    await this.page.goto(this.bridge.address)
  }

  all(testid, { text, ...where } = {}) {
    const found = this.page.locator(selector(testid, where)).filter({ visible: true })
    return text ? found.filter({ hasText: text }) : found
  }

  one(testid, where = {}) {
    return this.all(testid, where).nth(where.nth ?? 0)
  }

  async tap(testid, where = {}) {
    const timeout = where.ms ?? 15_000
    const element = this.one(testid, where)
    await (this.size.touch ? element.tap({ timeout }) : element.click({ timeout }))
  }

  /** Says yes to the question that is asked. */
  async confirm(words) {
    await this.page.getByRole('button', { name: words }).last().click()
  }

  async type(testid, words, where = {}) {
    await this.one(testid, where).fill(words)
  }

  /** A date or a time: the browser's own picker is not played. */
  async set(testid, value, where = {}) {
    await this.one(testid, where).fill(value)
  }

  /** In a native list, by words or by place. */
  async choose(testid, option, where = {}) {
    const element = this.one(testid, where)
    await element.selectOption(typeof option === 'number' ? { index: option } : { label: option })
  }

  /** One key of the keyboard, `held_ms` after the one before. */
  async press(key, held_ms = 0) {
    if (held_ms) await this.page.waitForTimeout(held_ms)
    await this.page.keyboard.press(key)
  }

  /** Words into whatever has the keyboard. */
  async write(words) {
    await this.page.keyboard.insertText(words)
  }

  async upload(testid, files, where = {}) {
    const input = this.page.locator(selector(testid, where)).nth(where.nth ?? 0)
    await input.setInputFiles([files].flat())
  }

  async count(testid, where = {}) {
    return this.all(testid, where).count()
  }

  async text(testid, where = {}) {
    return this.one(testid, where).innerText()
  }

  async value(testid, where = {}) {
    return this.one(testid, where).inputValue()
  }

  /** Also of elements that take no room. */
  async attribute(testid, name, where = {}) {
    const { text, nth = 0, ...rest } = where
    const found = this.page.locator(selector(testid, rest))
    return (text ? found.filter({ hasText: text }) : found).nth(nth).getAttribute(name)
  }

  async path() {
    return new URL(this.page.url()).hash.slice(1)
  }

  query(query) {
    return this.bridge.query(query)
  }

  execute(command) {
    return this.bridge.execute(command)
  }

  async shot(file) {
    mkdirSync(dirname(file), { recursive: true })
    await this.page.screenshot({ path: file })
  }
}
