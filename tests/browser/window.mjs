// What the real window keeps out: sixty payloads in what people type, and pages that are not the
// program's own, which would like to talk to the engine: node window.mjs
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { judgeAll, lookAfter, writeAll } from './lib/injected.mjs'
import { payloads } from './lib/payloads.mjs'
import { Album, painted } from './lib/photos.mjs'
import { Studio } from './lib/screens.mjs'
import { pause, until } from './lib/until.mjs'
import { windows } from './lib/webkit.mjs'

/** What a foreign page would do first. */
const talks = `
  const say = (how) => fetch('/said?' + how, { mode: 'no-cors' }).catch(() => {});
  say('runs');
  for (const [how, ask] of Object.entries({
    internals: () => window.__TAURI_INTERNALS__.invoke('query', { query: { get: 'today' } }),
    parent: () => window.parent.__TAURI_INTERNALS__.invoke('query', { query: { get: 'today' } }),
    scheme: () => fetch('ipc://localhost/query', { method: 'POST', body: '{"query":{"get":"today"}}' }),
  })) Promise.resolve().then(ask).then(() => say(how), () => {});
`

painted()
const dir = mkdtempSync(join(tmpdir(), 'mingcha-window-'))
const studio = await new Studio(dir).prepare()
const { checks, fields } = await writeAll(studio.bridges, studio.ids.outing, studio.ids.check)
const open = await windows()
const phone = await enrolled('lin', { width: 390, height: 844 })
const tablet = await enrolled('chen', { width: 1180, height: 820 })

const faults = []
let looks = 0
await until('the phone has all', async () => {
  const { checks: all } = await phone.query({ get: 'sync' })
  const last = await phone.query({ get: 'finding', finding: checks.at(-1).finding }).catch(() => null)
  return all >= payloads.length && last
}, { ms: 90_000 })
for (const path of ['/today', '/today/free', '/mine', '/circulars', '/me']) await look(phone, path)
for (const { check, finding } of checks) {
  await look(phone, `/check/${check}`)
  await look(phone, `/finding/${finding}`)
}
await until('the tablet has all', async () => (await tablet.query({ get: 'queue' })).waiting >= 45 + payloads.length, { ms: 90_000 })
for (const path of ['/team', '/circulars', '/figures', '/queue']) await look(tablet, path)
const rows = await tablet.count('queue-row')
for (let nth = 0; nth < rows; nth++) {
  await tablet.tap('queue-row', { nth })
  await judged(tablet, `queue row ${nth}`)
}
const said = await judgeAll(studio.bridges.lead, checks)
await lookAfter(phone, checks, (whose, path) => look(whose === 'lead' ? tablet : phone, path))
console.log(`${payloads.length} payloads in ${fields + said} fields, ${looks} looks`)
await tablet.close()
await copied()
await foreign()

await phone.close()
await studio.end()
rmSync(dir, { recursive: true, force: true })
for (const fault of faults) console.log(`✗ ${fault}`)
console.log(`${looks - faults.length} passed, ${faults.length} failed`)
process.exit(faults.length ? 1 : 0)

/** A window of this person's, enrolled. */
async function enrolled(user, size) {
  const device = open(user, size, join(dir, 'windows'))
  await device.open()
  const { central } = studio
  const code = central.enrolmentCode(user)
  await device.execute({ do: 'enrol', address: central.address, code, label: payloads[0] })
  return device
}

async function look(device, path) {
  await device.script('location.hash = arguments[0]', `#${path}`)
  await until(`${path} is drawn`, () =>
    device.script('return !!document.querySelector("main > *") && !document.querySelector("[data-testid=waiting], .van-skeleton")'),
  )
  await pause(60)
  await judged(device, path)
}

/** Nothing became an element and nothing has run. */
async function judged(device, place) {
  looks++
  const [made, ran] = await device.script(
    'return [document.querySelectorAll("[data-injected]").length, window.injected ?? null]',
  )
  if (made || ran) faults.push(`${device.who}, ${place}: ${made} elements, ran: ${ran}`)
}

/** A copy with a watermark is drawn in the page from a picture that the engine gives it. */
async function copied() {
  const { campaigns, teams, sites, checklists } = await phone.query({ get: 'choices', search: '' })
  const made = async (command) => (await phone.execute(command)).made
  const outing = await made({
    do: 'start_outing', campaign: campaigns[0].id, team: teams[0].id,
    members: [teams[0].members[0].id], guests: [{ body: payloads[0], name: payloads[1] }],
  })
  const check = await made({
    do: 'start_check', outing, order: null, site: sites[0].id, checklist: checklists[0].version, kind: 'open', position: null,
  })
  await phone.script('location.hash = arguments[0]', `#/check/${check}`)
  await phone.upload('unsorted-photo-input', new Album().take('thermometer'))
  await phone.script('location.hash = arguments[0]', `#/check/${check}/photos`)
  await until('thumbnails in one picture', () =>
    phone.script('return document.querySelector("[data-testid=photo-grid] img.sheet")?.naturalWidth > 0'),
  )
  await phone.tap('sort-photo')
  await phone.tap('sort-look')
  await phone.see('viewer-photo')
  await phone.tap('viewer-save')
  looks++
  const said = await until('the copy is saved, or not', () =>
    phone.script('return document.querySelector("[data-testid=viewer-saved], .viewer [role=alert]")?.innerText'),
  )
  const saved = readdirSync(phone.home).find((name) => name.endsWith('.jpg'))
  if (!saved || !said.includes(saved)) faults.push(`a copy with a watermark: ${said}`)
  await phone.tap('viewer-close')
  await phone.missing('viewer')
}

/** A server of somebody else, and every way by which the window might be brought to its page. */
async function foreign() {
  const asked = []
  const server = createServer((request, answer) => {
    asked.push(request.url)
    answer.setHeader('access-control-allow-origin', '*')
    answer.setHeader('content-type', 'text/html')
    answer.end(`<script>${talks}</script>`)
  })
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
  const at = `http://127.0.0.1:${server.address().port}`
  const inside = `<script>${talks.replaceAll('/said', `${at}/said`)}</` + 'script>'
  const tries = {
    'a frame': `frame({ src: '${at}/frame' })`,
    'a frame with its page in it': `frame({ srcdoc: ${JSON.stringify(inside)} })`,
    'a frame of data': `frame({ src: 'data:text/html,' + encodeURIComponent(${JSON.stringify(inside)}) })`,
    'an object': `const o = document.createElement('object'); o.data = '${at}/object'; document.body.append(o)`,
    'a script': `const s = document.createElement('script'); s.src = '${at}/script'; document.body.append(s)`,
    'a script in the page': `const s = document.createElement('script'); s.textContent = 'window.injected = 2'; document.body.append(s)`,
    'a fetch': `fetch('${at}/fetch').catch(() => {})`,
    'a beacon': `navigator.sendBeacon('${at}/beacon', 'x')`,
    'a picture': `new Image().src = '${at}/picture'`,
    'a new window': `window.open('${at}/window')`,
    'a link': `const a = document.createElement('a'); a.href = '${at}/link'; document.body.append(a); a.click()`,
    'a form': `const f = document.createElement('form'); f.action = '${at}/form'; document.body.append(f); f.submit()`,
    'another page': `location.href = '${at}/page'`,
    'a page of data': `location.href = 'data:text/html,x'`,
    'evaluated text': `try { eval('window.injected = 3') } catch {}`,
  }
  // Somebody who may ask is heard: silence below means that nobody asked.
  await fetch(`${at}/control`)
  if (asked.splice(0).join() !== '/control') faults.push('the foreign server hears nobody')
  for (const [what, code] of Object.entries(tries)) {
    looks++
    await phone.script(
      `const frame = (about) => document.body.append(Object.assign(document.createElement('iframe'), about))
       setTimeout(() => { ${code} })`,
    )
    await pause(400)
    const there = await phone.script('return [location.protocol, window.injected ?? null]').catch(() => ['gone'])
    const said = asked.splice(0)
    // WebDriver evaluates outside the page's policy; what it evaluates is inside.
    if (said.length || there[0] !== 'tauri:' || (there[1] && what !== 'evaluated text')) {
      faults.push(`${what}: asked ${said.join()}, ${there}`)
    }
  }
  looks++
  const { only_here } = await phone.query({ get: 'today' })
  if (!only_here) faults.push('the engine no longer answers its own page')
  server.close()
}
