// What becomes of a photo between two people: marks over it, a copy with a watermark, a demand for a
// fresh one, and another team that may look for a while: node photos.mjs
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Bridge } from './lib/bridge.mjs'
import { Central } from './lib/central.mjs'
import { endBrowser, hear, launched } from './lib/chromium.mjs'
import { selector } from './lib/device.mjs'
import { Album, painted } from './lib/photos.mjs'
import * as places from './lib/places.mjs'
import { until } from './lib/until.mjs'

places.demand(places.central, places.bridge, join(places.pages, 'index.html'), places.chromium)
painted()
const dir = mkdtempSync(join(tmpdir(), 'mingcha-photos-'))
const central = Central.demo(join(dir, 'central'), join(dir, 'central.log'), { bare: true })
await central.start()
const faults = []
let passed = 0

function expect(what, holds) {
  if (!holds) faults.push(what)
  console.log(`${holds ? '✓' : '✗'} ${what}`)
  if (holds) passed++
}

async function person(user, viewport) {
  const bridge = new Bridge(join(dir, user), join(dir, `${user}.log`))
  await bridge.start()
  const code = central.enrolmentCode(user)
  await bridge.execute({ do: 'enrol', address: central.address, code, label: user })
  await until(`${user} has the city`, async () => (await bridge.query({ get: 'choices', search: '' })).sites.length > 0)
  const context = await (await launched()).newContext({ viewport, locale: 'zh-CN', acceptDownloads: true })
  const page = await context.newPage()
  hear(page, (what) => faults.push(`${user}: ${what}`))
  page.setDefaultTimeout(15_000)
  const at = (testid, how) => page.locator(selector(testid, how))
  return {
    bridge,
    page,
    at,
    tap: (testid, how) => at(testid, how).filter({ visible: true }).first().click(),
    go: (path) => page.goto(`${bridge.address}/#${path}`),
  }
}

try {
  const lin = await person('lin', { width: 390, height: 844 })
  const chen = await person('chen', { width: 1180, height: 820 })
  const sun = await person('sun', { width: 390, height: 844 })

  const { campaigns, teams, sites, checklists } = await lin.bridge.query({ get: 'choices', search: '' })
  const made = async (command) => (await lin.bridge.execute(command)).made
  const outing = await made({
    do: 'start_outing', campaign: campaigns[0].id, team: teams[0].id, members: [teams[0].members[0].id], guests: [],
  })
  const check = await made({
    do: 'start_check', outing, order: null, site: sites[0].id, checklist: checklists[0].version, kind: 'open', position: null,
  })
  const finding = await made({
    do: 'save_finding_draft', check, finding: null,
    content: { category: 'goods', severity: 'serious', rectification: { by: '2030-01-01' }, text: '冷柜温度显示零下九度' },
  })
  const shot = (name) => readFileSync(new Album().take(name))
  const photo = await lin.bridge.photo(check, { finding }, shot('thermometer'))
  await lin.bridge.photo(check, { finding_after: finding }, shot('record-sheet'))
  await lin.bridge.execute({ do: 'record_finding', finding, base: [] })
  await lin.bridge.execute({ do: 'hand_in_mine', check })

  // What is tapped stays under the thumb while things are recorded and sent.
  await lin.go(`/finding/${finding}`)
  const keyAt = async (onlyHere) => {
    await lin.page.locator(`${selector('only-here')}${onlyHere}`).waitFor()
    return (await lin.at('finding-amend').boundingBox()).y
  }
  const offline = (offline) => lin.bridge.execute({ do: 'change_setting', setting: { offline } })
  const whenSent = await keyAt('[data-checks="0"][data-photos="0"][data-events="0"]')
  await offline(true)
  await made({ do: 'record_suggestion', check, suggestion: null, base: [], content: { text: '建议逐日记录冷柜温度。' } })
  expect('no key moves by what is only on the device', (await keyAt('[data-checks="1"]')) === whenSent)
  await offline(false)

  await lin.at('photo').first().click()
  await lin.at('viewer-photo').waitFor()
  await lin.tap('viewer-mark')
  const box = await lin.at('marks-surface').boundingBox()
  const drag = async (tool, from, to) => {
    await lin.tap(`marks-${tool}`)
    await lin.page.mouse.move(box.x + from[0] * box.width, box.y + from[1] * box.height)
    await lin.page.mouse.down()
    await lin.page.mouse.move(box.x + to[0] * box.width, box.y + to[1] * box.height, { steps: 4 })
    await lin.page.mouse.up()
  }
  await drag('box', [0.2, 0.2], [0.6, 0.7])
  await drag('blur', [0.7, 0.1], [0.9, 0.3])
  await drag('arrow', [0.1, 0.9], [0.3, 0.7])
  await lin.tap('marks-undo')
  await lin.tap('marks-done')
  await lin.at('viewer-mark').waitFor()
  const kept = (await lin.bridge.query({ get: 'finding', finding })).photos.find((p) => p.id === photo)
  expect('what was drawn is kept, what was undone is not', kept.marks?.length === 2 && !!kept.marks[0].box)
  const from = kept.marks[0].box.from
  expect('in shares of the picture', Math.abs(from.x - 2000) < 120 && Math.abs(from.y - 2000) < 120)
  const download = lin.page.waitForEvent('download')
  await lin.tap('viewer-save')
  const copy = readFileSync(await (await download).path())
  await lin.at('viewer-saved').waitFor()
  expect('a copy with a watermark is a JPEG of its own', copy[0] === 0xff && copy[1] === 0xd8 && copy.length > 20_000)
  await lin.page.keyboard.press('Escape')
  await lin.at('viewer').waitFor({ state: 'detached' })
  expect('Esc leaves the viewer and not the page', lin.page.url().includes(finding))

  await until('the lead has it', async () => {
    const { findings } = await chen.bridge.query({ get: 'queue' })
    if (!findings.some((f) => f.id === finding)) return false
    const view = await chen.bridge.query({ get: 'finding', finding })
    return view.photos.length === 2 && view.photos.every((p) => p.preview_here)
  }, { ms: 45_000 })
  await chen.go('/queue')
  await chen.at('judge-pane').waitFor()
  expect('the lead sees the marks at once', (await chen.at('judge-photos').locator(selector('marks')).count()) === 1)
  // P goes to what has not been seen yet: only when both have been, to the first.
  await chen.page.locator(`${selector('judge-photos')}[data-left="0"]`).waitFor()
  await chen.page.keyboard.press('p')
  await chen.at('viewer-photo').waitFor()
  await chen.tap('viewer-bare')
  expect('and the photo as it was taken', (await chen.at('viewer').locator(selector('marks')).count()) === 0)
  await chen.tap('viewer-compare')
  await chen.at('compare-divider').press('ArrowRight')
  expect('and before and after', (await chen.at('compare-divider').getAttribute('aria-valuenow')) === '55')
  await chen.page.goBack()
  await chen.at('viewer').waitFor({ state: 'detached' })
  expect('the way back closes the viewer', chen.page.url().includes('/queue'))

  await chen.page.keyboard.press('r')
  await chen.tap('reason-unclear_photo')
  await chen.tap('return-demand')
  await chen.tap('return-go')
  await chen.at('undo-bar').waitFor()
  await chen.bridge.execute({ do: 'seal_judgements' })
  const demanded = async () => (await lin.bridge.query({ get: 'finding', finding })).demands
  await until('the demand is at the inspector', async () => (await demanded()).length === 1, { ms: 30_000 })
  const [{ code }] = await demanded()
  await lin.go('/today')
  await lin.go(`/finding/${finding}`)
  await lin.at('fresh').waitFor()
  expect('the inspector reads the code', (await lin.at('fresh').innerText()).includes(code))
  await lin.go(`/check/${check}/camera?after=${finding}`)
  await lin.at('camera-code').waitFor()
  await lin.at('ghost').first().waitFor()
  expect('also at the camera, beside the state before', (await lin.at('camera-code').innerText()).includes(code))
  await lin.bridge.photo(check, { finding }, shot('shutter'))
  expect('a photo that answers it says so', (await demanded())[0].answered)

  await chen.go(`/check/${check}`)
  await chen.tap('access-give')
  await chen.at('access-search').fill('望汐区监督一组')
  await chen.tap('access-team')
  await chen.tap('access-go')
  await chen.at('access-end').waitFor()
  await sun.go('/today')
  await sun.at('shown-check').waitFor({ timeout: 30_000 })
  await sun.tap('shown-check')
  await sun.at('check').waitFor()
  expect('another team reads the visit', (await sun.page.locator('body').innerText()).includes(sites[0].name))
  await chen.tap('access-end')
  await chen.page.locator('.van-dialog__confirm').click()
  await until('it has left their phone', async () => (await sun.bridge.query({ get: 'today' })).shown.length === 0, { ms: 30_000 })
  expect('until the lead takes it back', (await sun.bridge.query({ get: 'check', check }).catch(() => 'gone')) === 'gone')
  for (const who of [lin, chen, sun]) await who.bridge.end()
} catch (error) {
  faults.push(error.message.split('\n').slice(0, 3).join(' '))
}
await endBrowser()
await central.stop()
rmSync(dir, { recursive: true, force: true })
for (const fault of faults) console.log(`✗ ${fault}`)
console.log(`${passed} passed, ${faults.length} failed`)
process.exit(faults.length ? 1 : 0)
