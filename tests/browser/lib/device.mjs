// What a person does with one device, whichever engine shows the page. An element is named by its
// test id and, where several have it, by what surrounds or distinguishes it:
//   item   the checklist item it is in          id     its data-id
//   text   words it contains                    nth    which of those that are left
import { until } from './until.mjs'

export const phone = { width: 390, height: 844, touch: true }
export const tablet = { width: 1180, height: 820, touch: false }

export function selector(testid, { item, id, within } = {}) {
  const self = `[data-testid="${testid}"]${id ? `[data-id="${id}"]` : ''}`
  if (testid === 'item' && item) return `${self}[data-item="${item}"]`
  const around = item ? `[data-item="${item}"]` : (within ?? '')
  return `${around} ${self}`.trim()
}

/** Engines add: open, close, kill, restart, tap, type, choose, set, upload, count, text, attribute, value, query, path, shot. */
export class Device {
  constructor(who, size) {
    this.who = who
    this.size = size
  }

  /** An element is on screen. */
  see(testid, how = {}) {
    const { ms, ...where } = how
    return until(`${this.who} sees ${name(testid, where)}`, () => this.count(testid, where), { ms })
  }

  /** An element is no longer on screen. */
  missing(testid, how = {}) {
    const { ms, ...where } = how
    const none = async () => (await this.count(testid, where)) === 0
    return until(`${this.who} no longer sees ${name(testid, where)}`, none, { ms })
  }

  /** An attribute has a value. */
  says(testid, attribute, value, how = {}) {
    const { ms, ...where } = how
    const what = `${this.who}: ${name(testid, where)} has ${attribute} = ${value}`
    return until(what, async () => (await this.attribute(testid, attribute, where)) === value, { ms })
  }

  async seeText(testid, part, how = {}) {
    const { ms, ...where } = how
    const what = `${this.who}: ${name(testid, where)} reads “${part}”`
    return until(what, async () => (await this.text(testid, where)).includes(part), { ms })
  }

  /** What is only on this device, as the bar at the bottom says. */
  async onlyHere() {
    const number = async (what) => Number(await this.attribute('only-here', `data-${what}`))
    return { checks: await number('checks'), photos: await number('photos'), events: await number('events') }
  }

  /** To a page behind a tab, leaving what lies over it. */
  async goTo(tab) {
    await until(`${this.who} reaches the tabs`, async () => {
      if (await this.count(`tab-${tab}`)) return true
      await this.tap('back', { ms: 2_000 })
      return false
    })
    await this.tap(`tab-${tab}`)
    await until(`${this.who} is at ${tab}`, async () => (await this.path()) === `/${tab}`)
  }
}

function name(testid, where) {
  return selector(testid, where) + (where.text ? ` “${where.text}”` : '')
}
