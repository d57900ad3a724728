// The real window, driven through tauri-driver and WebKitWebDriver.
import { mkdirSync, readFileSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Builder, By, Capabilities } from 'selenium-webdriver'
import { freePort, start } from './children.mjs'
import { Device, selector } from './device.mjs'
import { virtualDisplay } from './display.mjs'
import * as places from './places.mjs'
import { pause, until } from './until.mjs'

/** Makes devices that are real windows. */
export async function windows() {
  places.demand(places.app, places.webkitDriver)
  const display = await virtualDisplay()
  return (...how) => new WindowDevice(display, ...how)
}

export class WindowDevice extends Device {
  constructor(display, who, size, dir) {
    super(who, size)
    this.log = join(dir, 'logs', `${who}.log`)
    /** Where this person's saved files go; the tester's own home stays as it is. */
    this.home = join(dir, 'homes', who)
    mkdirSync(this.home, { recursive: true })
    this.env = {
      DISPLAY: display,
      HOME: this.home,
      GDK_BACKEND: 'x11',
      LIBGL_ALWAYS_SOFTWARE: '1',
      MINGCHA_PROFILE: join(dir, who),
      MINGCHA_WINDOW: `${size.width}x${size.height}`,
    }
    this.proxy = null
    this.driver = null
  }

  /** Each window has its own proxy: the program's surroundings are the proxy's. */
  async open() {
    const [port, native] = [await freePort(), await freePort()]
    const args = ['--port', String(port), '--native-port', String(native)]
    args.push('--native-driver', places.webkitDriver)
    this.proxy = await start(places.tauriDriver(), args, { env: this.env, log: this.log })
    const can = new Capabilities()
    can.set('browserName', 'wry')
    can.set('tauri:options', { application: places.app })
    const server = `http://127.0.0.1:${port}/`
    await until('the driver listens', () => fetch(`${server}status`).then((a) => a.ok))
    this.driver = await new Builder().usingServer(server).withCapabilities(can).build()
    await until(`${this.who}'s page`, () => this.script('return !!document.querySelector("main")'))
  }

  async close() {
    const { driver, proxy } = this
    const left = proxy ? this.programs() : []
    this.driver = this.proxy = null
    await Promise.race([driver?.quit().catch(() => {}), pause(3_000)])
    await proxy?.end()
    // The program writes to the end; the folder is its own until it is gone.
    await until('the window is gone', () => {
      for (const pid of left) if (linkOf(pid) === places.app) process.kill(pid, 'SIGTERM')
      return left.every((pid) => linkOf(pid) !== places.app)
    })
  }

  /** The program itself, found below the proxy that was started here. */
  programs() {
    return below(this.proxy.pid).filter((pid) => linkOf(pid) === places.app)
  }

  async kill() {
    const pids = this.programs()
    if (pids.length !== 1) throw new Error(`${pids.length} programs below the driver`)
    process.kill(pids[0], 'SIGKILL')
    await until('the program is gone', () => this.programs().length === 0)
    await this.proxy.kill()
    this.driver = this.proxy = null
  }

  async restart() {
    await this.open()
  }

  /** The proxy sometimes drops a connection; what only reads can be asked again. */
  async script(code, ...args) {
    for (let left = 3; ; left--) {
      try {
        return await this.driver.executeScript(code, ...args)
      } catch (error) {
        if (!left || !/ECONN|socket|hang up|fetch/i.test(error.message)) throw error
        await pause(100)
      }
    }
  }

  find(testid, where, visible = true) {
    const { text = '', nth = 0 } = where
    return this.script(finder, selector(testid, where), text, nth, visible)
  }

  async one(testid, where = {}, visible = true) {
    const ms = where.ms ?? 15_000
    const what = `${this.who}: ${selector(testid, where)}`
    return until(what, () => this.find(testid, where, visible), { ms })
  }

  /** A real click on what stands still; where something lies over it for a moment, tried again. */
  async tap(testid, where = {}) {
    const what = `${this.who} taps ${selector(testid, where)}`
    let tries = 0
    let before
    let last
    // What is gone from the page after a click has had it.
    const came = () => this.script(clicked, last).catch(() => true)
    await until(
      what,
      async () => {
        // A click whose answer was lost is not made twice, one that fell beside is made again.
        if (last && (await came())) return true
        const element = await this.find(testid, where)
        const place = element && (await this.script(standing, element))
        const still = place && place === before
        before = place
        if (!still) return false
        await this.script(listen, element)
        last = element
        if (tries++ < 5) await element.click()
        else await this.script('arguments[0].click()', element)
        return came()
      },
      { ms: where.ms ?? 15_000 },
    )
  }

  async confirm(words) {
    const find = `return [...document.querySelectorAll('.van-dialog button')]
      .find((b) => b.offsetParent && b.textContent.includes(arguments[0])) ?? null`
    const button = await until(`${this.who} is asked`, () => this.script(find, words))
    await button.click()
    const gone = async () => !(await this.script(find, words))
    await until('the question is gone', gone)
  }

  async type(testid, words, where = {}) {
    // A sheet that is still sliding in takes no keys yet.
    await until(`${this.who} types into ${selector(testid, where)}`, async () => {
      const element = await this.one(testid, where)
      await element.clear()
      await element.sendKeys(words)
      const now = await this.script('return arguments[0].value', element)
      // Not every character has a key.
      if (now !== words) await this.script(setter, element, words)
      return true
    })
  }

  async set(testid, value, where = {}) {
    await this.script(setter, await this.one(testid, where), value)
  }

  async choose(testid, option, where = {}) {
    await until(`${this.who} chooses ${option} in ${testid}`, async () =>
      this.script(chooser, await this.one(testid, where), option),
    )
  }

  async upload(testid, files, where = {}) {
    const input = await this.one(testid, where, false)
    await input.sendKeys([files].flat().join('\n'))
  }

  count(testid, where = {}) {
    return this.script(counter, selector(testid, where), where.text ?? '')
  }

  async text(testid, where = {}) {
    return this.script('return arguments[0].innerText', await this.one(testid, where))
  }

  async value(testid, where = {}) {
    return this.script('return arguments[0].value', await this.one(testid, where))
  }

  async attribute(testid, name, where = {}) {
    const element = await this.one(testid, where, false)
    return this.script('return arguments[0].getAttribute(arguments[1])', element, name)
  }

  async path() {
    return (await this.script('return location.hash')).slice(1)
  }

  query(query) {
    return this.invoke('query', { query })
  }

  execute(command) {
    return this.invoke('execute', { command })
  }

  async invoke(what, args) {
    const [answer, error] = await this.driver.executeAsyncScript(asker, what, args)
    if (error) throw new Error(error)
    return answer
  }

  async shot(file) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, await this.driver.takeScreenshot(), 'base64')
  }
}

const visible = `const seen = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';`
const matching = `${visible}
const [css, text] = arguments;
const all = [...document.querySelectorAll(css)].filter((e) => !text || e.innerText.includes(text));`
const finder = `${matching}
return (arguments[3] ? all.filter(seen) : all)[arguments[2]] ?? null;`
const counter = `${matching}
return all.filter(seen).length;`
/** Where it is, if it can be pressed: not while it is grey, nor while what it stands in is still
 * coming or going. A sheet that slides in would be missed, and its cover hit. */
const standing = `const [e] = arguments;
if (e.disabled || e.closest('[class*="-enter-active"], [class*="-leave-active"]')) return null;
const { x, y, width, height } = e.getBoundingClientRect();
return [x, y, width, height].join();`
/** What is clicked, and whether that has come, is kept by the page: the driver's answer can be lost. */
const listen = `const [e] = arguments;
window.clicks ??= new WeakSet();
addEventListener('click', (at) => { if (e.contains(at.target)) window.clicks.add(e) },
  { capture: true, once: true });`
const clicked = `const [e] = arguments;
return !!window.clicks?.delete(e);`
const setter = `const [element, value] = arguments;
element.focus();
element.value = value;
for (const kind of ['input', 'change']) element.dispatchEvent(new Event(kind, { bubbles: true }));
element.blur();`
const chooser = `const [element, wanted] = arguments;
const option = typeof wanted === 'number' ? element.options[wanted]
  : [...element.options].find((o) => o.text.trim() === wanted);
if (!option) return false;
element.value = option.value;
element.dispatchEvent(new Event('change', { bubbles: true }));
return true;`
const asker = `const [what, args, done] = arguments;
window.__TAURI_INTERNALS__.invoke(what, args)
  .then((view) => done([view, null]), (error) => done([null, JSON.stringify(error)]));`

function linkOf(pid) {
  try {
    return readlinkSync(`/proc/${pid}/exe`).replace(' (deleted)', '')
  } catch {
    return ''
  }
}

/** Everything that was started by a process, and by those. */
function below(root) {
  const children = new Map()
  for (const name of readdirSync('/proc').filter((n) => /^\d+$/.test(n))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      children.set(parent, [...(children.get(parent) ?? []), Number(name)])
    } catch {
      // It has ended meanwhile.
    }
  }
  const found = []
  const open = [root]
  while (open.length) {
    const next = children.get(open.pop()) ?? []
    found.push(...next)
    open.push(...next)
  }
  return found
}
