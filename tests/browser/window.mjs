// What the real window keeps out: sixty payloads in what people type, and pages that are not the
// program's own, which would like to talk to the engine: node window.mjs
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Central } from './lib/central.mjs'
import { payloads } from './lib/payloads.mjs'
import { Album, painted } from './lib/photos.mjs'
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
const central = Central.demo(join(dir, 'central'), join(dir, 'logs', 'central.log'), { bare: true })
await central.start()
const phone = (await windows())('lin', { width: 390, height: 844 }, dir)
await phone.open()
await phone.execute({ do: 'enrol', address: central.address, code: central.enrolmentCode('lin'), label: 'window' })
await until('the city is here', async () => (await choices()).sites.length > 0)

const faults = []
let looks = 0
const checks = await written()
for (const path of ['/today', '/today/free', '/mine', '/me']) await look(path)
for (const { check, finding } of checks) {
  await look(`/check/${check}`)
  await look(`/finding/${finding}`)
}
console.log(`${payloads.length} payloads, ${looks} looks`)
await copied(checks[0].check)
await foreign()

await phone.close()
await central.stop()
rmSync(dir, { recursive: true, force: true })
for (const fault of faults) console.log(`✗ ${fault}`)
console.log(`${looks - faults.length} passed, ${faults.length} failed`)
process.exit(faults.length ? 1 : 0)

function choices() {
  return phone.query({ get: 'choices', search: '' })
}

/** A visit for each payload, which says it in every field that an inspector fills in. */
async function written() {
  const { campaigns, teams, sites, checklists, territories } = await choices()
  const outing = (
    await phone.execute({
      do: 'start_outing', campaign: campaigns[0].id, team: teams[0].id,
      members: [teams[0].members[0].id], guests: [{ body: payloads[0], name: payloads[1] }],
    })
  ).made
  const all = []
  for (const text of payloads) {
    const made = async (command) => (await phone.execute(command)).made
    const site = await made({
      do: 'add_site', name: text, address: text, kind: sites[0].kind, territory: territories[0].id, position: null,
    })
    const check = await made({
      do: 'start_check', outing, order: null, site, checklist: checklists[0].version, kind: 'open', position: null,
    })
    const finding = await made({
      do: 'save_finding_draft', check, finding: null,
      content: { category: 'goods', severity: 'serious', rectification: 'not_demanded', text, explanation: text },
    })
    await phone.execute({ do: 'record_finding', finding, base: [] })
    await phone.execute({ do: 'record_suggestion', check, suggestion: null, base: [], content: { text } })
    all.push({ check, finding })
  }
  return all
}

async function look(path) {
  await phone.script('location.hash = arguments[0]', `#${path}`)
  await until(`${path} is drawn`, () =>
    phone.script('return !!document.querySelector("main > *") && !document.querySelector(".van-skeleton")'),
  )
  await pause(60)
  looks++
  const [made, ran] = await phone.script(
    'return [document.querySelectorAll("[data-injected]").length, window.injected ?? null]',
  )
  if (made || ran) faults.push(`${path}: ${made} elements, ran: ${ran}`)
}

/** A copy with a watermark is drawn in the page from a picture that the engine gives it. */
async function copied(check) {
  await phone.script('location.hash = arguments[0]', `#/check/${check}`)
  await phone.upload('unsorted-photo-input', new Album().take('thermometer'))
  await phone.script('location.hash = arguments[0]', `#/check/${check}/photos`)
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
