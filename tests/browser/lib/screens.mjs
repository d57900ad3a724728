// Every screen with its important states, on a prepared demo city: for pictures and for axe.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Bridge } from './bridge.mjs'
import { Central } from './central.mjs'
import { selector } from './device.mjs'
import * as places from './places.mjs'
import { until } from './until.mjs'

const long =
  '经现场核查，该店后仓与卖场之间的通道长期敞开，进口冷链食品与国产食品混放于同一货架，外箱标识被反复撕贴，' +
  '三个批次的车厘子在进销台账、追溯平台和随货票据上的批次号各不相同，当班负责人不能说明来源；' +
  '消毒记录三日来由同一人一次性补写，所用消毒剂瓶身标注的有效期已过，配比容器上没有刻度。'

/** People with their devices, a day's work begun. */
export class Studio {
  constructor(dir) {
    this.dir = dir
    this.central = Central.demo(join(dir, 'central'), join(dir, 'logs', 'central.log'))
    this.bridges = {}
  }

  async prepare() {
    await this.central.start()
    const { inspector, lead } = {
      inspector: await this.enrolled('lin', '林晓舟的手机'),
      lead: await this.enrolled('chen', '陈立衡的平板'),
    }
    const locked = await this.enrolled('lin', '林晓舟的备用机', 'locked')
    this.secret = (await locked.execute({ do: 'draw_passphrase' })).secret
    await locked.execute({ do: 'set_lock', secret: this.secret })
    const shared = await this.shared()
    const colleague = await this.enrolled('zhou', '周雨禾的手机', 'colleague')
    this.bridges = { inspector, lead, colleague, locked, shared, nobody: await this.fresh('nobody') }
    await until('the lead has the queue', async () => {
      const { findings } = await lead.query({ get: 'queue' })
      return findings.length >= 45
    }, { ms: 60_000 })
    await this.work(inspector)
    await until('the colleague sees the check', async () => {
      const { of_others } = await colleague.query({ get: 'today' })
      return of_others.length > 0
    }, { ms: 60_000, every: 300 })
    const { findings } = await lead.query({ get: 'queue' })
    this.ids.judged = findings[0].id
    this.ids.pair = (await this.withAfter(lead, findings)) ?? findings[1].id
    await until('pictures', async () => {
      const seen = await lead.query({ get: 'finding', finding: this.ids.pair })
      return seen.photos.every((p) => p.preview_here)
    }, { ms: 90_000, every: 300 })
    return this
  }

  async withAfter(lead, findings) {
    return findings.find((f) => f.photos_after.length)?.id
  }

  async fresh(name) {
    const bridge = new Bridge(join(this.dir, name), join(this.dir, 'logs', `${name}.log`))
    await bridge.start()
    return bridge
  }

  /** Three on one tablet: one behind a lock with the name shown, one without a lock in front. */
  async shared() {
    const bridge = await this.enrolled('zhou', '小组的平板', 'shared')
    await bridge.execute({ do: 'add_person' })
    await this.connect(bridge, 'he', '小组的平板')
    const { secret } = await bridge.execute({ do: 'draw_passphrase' })
    await bridge.execute({ do: 'set_lock', secret })
    await bridge.execute({ do: 'show_name', shown: true })
    await bridge.execute({ do: 'add_person' })
    await this.connect(bridge, 'lin', '小组的平板')
    return bridge
  }

  async enrolled(user, label, profile = user) {
    const bridge = await this.fresh(profile)
    await this.connect(bridge, user, label)
    return bridge
  }

  async connect(bridge, user, label) {
    const code = this.central.enrolmentCode(user)
    await bridge.execute({ do: 'enrol', address: this.central.address, code, label })
  }

  photo(bridge, check, target, name) {
    return bridge.photo(check, target, readFileSync(join(places.photos, `${name}.jpg`)))
  }

  /** An inspector in the middle of a check. */
  async work(bridge) {
    await until('orders', async () => (await bridge.query({ get: 'today' })).orders.length > 2, { ms: 60_000 })
    const { orders } = await bridge.query({ get: 'today' })
    const order = orders.find((o) => o.title === '进口水果·超市冷柜')
    const { teams } = await bridge.query({ get: 'choices', search: '' })
    const members = teams[0].members.slice(0, 2).map((m) => m.id)
    const outing = (await bridge.execute({
      do: 'start_outing', campaign: order.campaign, team: order.team, members, guests: [],
    })).made
    const check = (await bridge.execute({
      do: 'start_check', outing, order: order.id, site: null, checklist: null, kind: order.kind, position: null,
    })).made
    const answer = (item, value, more = {}) => ({ item, answer: { value, ...more }, supersedes: [] })
    await bridge.execute({
      do: 'save_answers', check,
      changes: [answer('permit', 'met'), answer('channel', { choice: 'not_clear' }), answer('ledger', 'not_met', { remark: '三个批次查不到' })],
    })
    await this.photo(bridge, check, { item: 'ledger' }, 'ledger')
    for (const name of ['cold-counter', 'fruit-boxes', 'label']) await this.photo(bridge, check, 'unsorted', name)
    const content = (text, more = {}) => ({
      category: 'goods', severity: 'serious', rectification: { by: order.due }, text, ...more,
    })
    const draft = async (c) =>
      (await bridge.execute({ do: 'save_finding_draft', check, finding: null, content: c })).made
    const recorded = await draft(content('冷柜在售进口车厘子三个批次在进销台账中均查不到。', {
      explanation: '店长称当天刚到货，尚未录入台账。', item: 'ledger',
    }))
    await this.photo(bridge, check, { finding: recorded }, 'thermometer')
    await bridge.execute({ do: 'record_finding', finding: recorded, base: [] })
    const writing = await draft(content(long))
    await this.photo(bridge, check, { finding: writing }, 'wall-before')
    await bridge.execute({
      do: 'record_suggestion', check, suggestion: null, base: [],
      content: { text: '建议设置进口水果专柜，统一张贴追溯码。' },
    })
    const back = orders.find((o) => o.kind === 'look_back')
    const again = (await bridge.execute({
      do: 'start_check', outing, order: back.id, site: null, checklist: null, kind: back.kind, position: null,
    })).made
    const earlier = await bridge.query({ get: 'earlier_findings', check: again })
    this.ids = { outing, check, recorded, writing, again, before: earlier.findings[0].id }
  }

  /** `look`: `light` or `dark`, with `contrast-` before it for high contrast. */
  async look({ language, look, size = 100 }) {
    const theme = look.replace('contrast-', '')
    const high_contrast = look !== theme
    for (const bridge of Object.values(this.bridges)) {
      const { locked } = this.bridges
      if (bridge === locked) await locked.execute({ do: 'unlock', secret: this.secret })
      for (const setting of [{ language }, { theme }, { high_contrast }, { text_size: size }]) {
        await bridge.execute({ do: 'change_setting', setting })
      }
      if (bridge === locked) await locked.execute({ do: 'lock_now' })
    }
  }

  async end() {
    for (const bridge of Object.values(this.bridges)) await bridge.end()
    await this.central.stop()
  }
}

/** Waits until nothing is asked any more and, unless they do not matter, every picture is there. */
export async function settled(page, { pictures = true } = {}) {
  // Before its heading a page is not there; one without is for axe to find.
  await page.waitForSelector('h1', { state: 'attached', timeout: 8_000 }).catch(() => {})
  await page.waitForFunction((pictures) => {
    const waiting = document.querySelector('[data-testid="waiting"], .van-skeleton')
    const images = [...document.images].filter((i) => i.getClientRects().length)
    return !waiting && (!pictures || images.every((i) => i.complete))
  }, pictures, { timeout: 8_000 }).catch(() => {})
  await page.evaluate(() => document.fonts.ready)
  await page.waitForTimeout(180)
}

const tap = (testid, where) => async (page) => {
  await page.locator(selector(testid, where)).filter({ visible: true }).first().click()
}
const scrollTo = (testid) => (page) => page.locator(selector(testid)).first().scrollIntoViewIfNeeded()
const then = (...acts) => async (page, studio) => {
  for (const act of acts) {
    await act(page, studio)
    await settled(page)
  }
}
const unlock = (digits) => async (page, studio) => {
  await page.locator(selector('unlock-secret')).fill(digits ?? studio.secret)
  await page.locator(selector('unlock-go')).click()
  await page.locator(selector(digits ? 'failure' : 'lock-page')).waitFor()
}
const down = (by) => async (page) => {
  await page.evaluate((y) => {
    for (const e of document.querySelectorAll('*')) {
      if (e.scrollHeight > e.clientHeight + 40 && getComputedStyle(e).overflowY === 'auto') e.scrollBy(0, y)
    }
  }, by)
}

/** What the interface asks for by `get` is answered by a failure, or never. */
const engine = (get, how) => async (page) => {
  await page.route('**/bridge/query', async (route) => {
    if (route.request().postDataJSON()?.get !== get) return route.continue()
    if (how === 'fails') await route.fulfill({ status: 500, json: { code: 'storage', message: '' } })
  })
  await page.reload()
  if (how !== 'waits') return
  await page.waitForSelector(selector('waiting'))
  return 'waiting'
}
/** The engine's answer to `get` with `more` in it: what no desktop has, a full disk, a finger's reader. */
const also = (get, more) => async (page) => {
  await page.route('**/bridge/query', async (route) => {
    if (route.request().postDataJSON()?.get !== get) return route.continue()
    const answer = await route.fetch()
    const said = await answer.json()
    await route.fulfill({ response: answer, json: more(said) })
  })
  await page.reload()
}
const low = also('start', (said) => ({ ...said, low: { free_bytes: 312_000_000, photos: 53 } }))
const reader = (known) =>
  also('start', (said) => ({ ...said, lock: { ...said.lock, knows_owners: true, by_owner: known } }))
const unlockedBy = async (page, studio) => {
  await page.locator(`${selector('unlock-secret')}, ${selector('lock-page')}`).first().waitFor()
  if (await page.locator(selector('unlock-secret')).count()) await unlock()(page, studio)
}
const marked = async (page) => {
  const box = await page.locator(selector('marks-surface')).boundingBox()
  await page.locator(selector('marks-box')).click()
  await page.mouse.move(box.x + box.width * 0.25, box.y + box.height * 0.3)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.7, { steps: 4 })
  await page.mouse.up()
}
/** name, who looks, where, what is done there first, at which text size. */
export const screens = [
  ['enrol', 'nobody', () => '/enrol'],
  ['today', 'inspector', () => '/today'],
  ['today-loading', 'inspector', () => '/today', engine('today', 'waits')],
  ['today-fails', 'inspector', () => '/today', engine('today', 'fails')],
  ['today-further', 'inspector', () => '/today', down(700)],
  ['today-together', 'colleague', () => '/today'],
  ['today-join', 'inspector', () => '/today', tap('join-open')],
  ['free-check', 'inspector', () => '/today/free'],
  ['free-check-none', 'inspector', () => '/today/free', async (page) => {
    await page.locator(selector('site-search')).fill('没有这样的点位')
    await page.locator(selector('site')).first().waitFor({ state: 'detached' })
  }],
  ['free-check-chosen', 'inspector', () => '/today/free', tap('site')],
  ['free-check-new-site', 'inspector', () => '/today/free', tap('site-new')],
  ['check', 'inspector', (i) => `/check/${i.check}`],
  ['check-further', 'inspector', (i) => `/check/${i.check}`, down(900)],
  ['check-end', 'inspector', (i) => `/check/${i.check}`, down(20_000)],
  ['check-share', 'inspector', (i) => `/check/${i.check}`, tap('share')],
  ['check-submit', 'inspector', (i) => `/check/${i.check}`, tap('check-submit')],
  ['check-submit-untold', 'inspector', (i) => `/check/${i.check}`, then(tap('check-submit'), scrollTo('submit-untold'))],
  ['check-photos', 'inspector', (i) => `/check/${i.check}/photos`],
  ['check-photos-sort', 'inspector', (i) => `/check/${i.check}/photos`, then(tap('sort-select-all'), tap('sort-go'))],
  ['check-photos-void', 'inspector', (i) => `/check/${i.check}/photos`, then(tap('sort-select-all'), tap('sort-void'))],
  ['check-suggestion', 'inspector', (i) => `/check/${i.check}`, tap('suggestion-add')],
  ['check-camera', 'inspector', (i) => `/check/${i.check}/camera`],
  ['check-earlier', 'inspector', (i) => `/check/${i.check}`, tap('earlier-open')],
  ['check-look-back', 'inspector', (i) => `/check/${i.again}`],
  ['check-look-back-camera', 'inspector', (i) => `/check/${i.again}/camera?before=${i.before}`],
  ['check-large-text', 'inspector', (i) => `/check/${i.check}`, undefined, 200],
  ['check-low', 'inspector', (i) => `/check/${i.check}`, low],
  ['check-camera-low', 'inspector', (i) => `/check/${i.check}/camera`, low],
  ['finding-form-long', 'inspector', (i) => `/finding/${i.writing}`],
  ['finding-form-further', 'inspector', (i) => `/finding/${i.writing}`, down(900)],
  ['finding-form-large-text', 'inspector', (i) => `/finding/${i.writing}`, undefined, 200],
  ['finding', 'inspector', (i) => `/finding/${i.recorded}`],
  ['viewer', 'inspector', (i) => `/finding/${i.recorded}`, tap('photo')],
  ['viewer-marking', 'inspector', (i) => `/finding/${i.recorded}`, then(tap('photo'), tap('viewer-mark'), marked)],
  ['mine', 'inspector', () => '/mine'],
  ['check-handed-in', 'inspector', () => '/mine', then(async (page) => page.locator(selector('mine-row')).nth(2).click())],
  ['check-supplement', 'inspector', () => '/mine', then(async (page) => page.locator(selector('mine-row')).nth(2).click(), tap('supplement'))],
  ['mine-loading', 'inspector', () => '/mine', engine('mine', 'waits')],
  ['mine-nothing', 'inspector', () => '/mine', async (page) => {
    await page.locator(selector('mine-search')).fill('没有这样的词')
    await page.locator(selector('mine-row')).first().waitFor({ state: 'detached' })
  }],
  ['sync', 'inspector', () => '/sync'],
  ['sync-arriving', 'inspector', () => '/sync', also('sync', (said) => ({ ...said, to_put_in_order: 31_862 }))],
  ['sync-room', 'inspector', () => '/sync', down(2_000)],
  ['sync-offline', 'inspector', () => '/sync', tap('keep-offline')],
  ['today-offline', 'inspector', () => '/today'],
  ['sync-online-again', 'inspector', () => '/sync', tap('keep-offline')],
  ['circulars', 'inspector', () => '/circulars'],
  ['me', 'inspector', () => '/me'],
  ['me-large-text', 'inspector', () => '/me', undefined, 200],
  ['licences', 'inspector', () => '/me/licences'],
  ['not-there', 'inspector', () => '/check/AAAAAAAAAAAAAAAAAAAAAA'],
  ['queue', 'lead', () => '/queue'],
  ['queue-pair', 'lead', () => '/queue', (page, s) => tap('queue-row', { id: s.ids.pair })(page)],
  ['queue-history', 'lead', () => '/queue', then((page, s) => tap('queue-row', { id: s.ids.pair })(page), down(600))],
  ['queue-return', 'lead', () => '/queue', then((page, s) => tap('queue-row', { id: s.ids.pair })(page), tap('judge-return'))],
  ['queue-viewer', 'lead', () => '/queue', then((page, s) => tap('queue-row', { id: s.ids.pair })(page), (page) => page.keyboard.press('p'))],
  ['queue-compare', 'lead', () => '/queue', then((page, s) => tap('queue-row', { id: s.ids.pair })(page), (page) => page.keyboard.press('p'), tap('viewer-compare'))],
  ['queue-edit', 'lead', () => '/queue', then((page, s) => tap('queue-row', { id: s.ids.pair })(page), tap('judge-edit'))],
  ['queue-several', 'lead', () => '/queue', tap('several')],
  ['queue-not-upheld', 'lead', () => '/queue', then((page, s) => tap('queue-row', { id: s.ids.pair })(page), tap('judge-not-upheld'))],
  ['queue-suggestion', 'lead', () => '/queue', tap('queue-suggestion')],
  ['queue-keys', 'lead', () => '/queue', (page) => page.keyboard.press('?')],
  ['queue-loading', 'lead', () => '/queue', engine('queue', 'waits')],
  ['queue-fails', 'lead', () => '/queue', engine('queue', 'fails')],
  ['queue-large-text', 'lead', () => '/queue', undefined, 200],
  ['team', 'lead', () => '/team'],
  ['team-further', 'lead', () => '/team', down(800)],
  ['figures', 'lead', () => '/figures', tap('period-week')],
  ['figures-fails', 'lead', () => '/figures', engine('figures', 'fails')],
  ['figures-large-text', 'lead', () => '/figures', undefined, 200],
  ['figures-records', 'lead', () => '/figures', then(tap('period-week'), tap('figure-findings_pressed'))],
  ['lead-circulars', 'lead', () => '/circulars'],
  ['lead-circular-new', 'lead', () => '/circulars', tap('circular-issue')],
  ['lead-sync', 'lead', () => '/sync'],
  ['lead-me', 'lead', () => '/me'],
  ['unlock', 'locked', () => '/today'],
  ['unlock-mistyped', 'locked', () => '/today', then(unlock('1'.repeat(24)), tap('unlock-secret-show'))],
  ['unlock-owner', 'locked', () => '/today', reader(true)],
  ['unlock-forgotten', 'locked', () => '/today', tap('unlock-forgotten')],
  ['unlock-large-text', 'locked', () => '/today', undefined, 200],
  ['people', 'shared', () => '/people'],
  ['people-large-text', 'shared', () => '/people', undefined, 200],
  ['people-locked', 'locked', () => '/today', tap('people-link')],
  ['leaving', 'inspector', () => '/me/leave'],
  ['leaving-ready', 'lead', () => '/me/leave'],
  ['lock-none', 'inspector', () => '/me/lock'],
  ['lock-drawn', 'inspector', () => '/me/lock', then(tap('lock-begin'), tap('lock-draw'))],
  ['lock-typed', 'inspector', () => '/me/lock', then(tap('lock-begin'), tap('lock-draw'), tap('lock-written'))],
  ['lock-set', 'locked', () => '/me/lock', unlock()],
  ['lock-owner', 'locked', () => '/me/lock', then(reader(false), unlockedBy, tap('lock-owner-ask'))],
].map(([name, who, path, act, size]) => ({ name, who, path, act, size }))

export const sizes = [
  { name: '390x844', width: 390, height: 844, touch: true },
  { name: '1180x820', width: 1180, height: 820, touch: true },
  { name: '1440x900', width: 1440, height: 900, touch: false },
]
