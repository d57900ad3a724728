import { ensure, until } from '../lib/until.mjs'
import { sent } from './sending.mjs'

/** Verdicts are signed when the page is left, at the latest ten seconds later. */
async function seal(device) {
  await device.goTo('figures')
  await until(`${device.who}'s verdicts are signed`, async () => {
    const { findings } = await device.query({ get: 'queue' })
    return findings.every((f) => !f.judging)
  })
}

async function take(device, finding) {
  await device.tap('queue-row', { id: finding })
  await device.see('judge-pane', { id: finding })
}

async function keepOffline(device, on) {
  await device.goTo('sync')
  await device.tap('keep-offline')
  const is = async () => (await device.attribute('sync-state', 'data-is')) === 'kept_offline'
  await until(`${device.who} is ${on ? 'kept offline' : 'online'}`, async () => (await is()) === on)
}

async function wake(w, device) {
  await w.open(device)
  await device.see('queue-header')
  const expected = Object.values(w.findings)
  await until(
    `${device.who} has the findings and their pictures`,
    async () => {
      const { findings } = await device.query({ get: 'queue' })
      const ids = findings.map((f) => f.id)
      if (!expected.every((id) => ids.includes(id))) return false
      const views = await Promise.all(
        expected.map((finding) => device.query({ get: 'finding', finding })),
      )
      return views.every((v) => v.photos.every((p) => p.preview_here))
    },
    { ms: 45_000, every: 250 },
  )
  await device.see('queue-row', { id: expected[0] })
}

export async function the_lead_wakes_the_tablet(w) {
  await wake(w, w.chen)
  await wake(w, w.desk)
  const { waiting, suggestions } = await w.chen.query({ get: 'queue' })
  ensure(waiting === 4 && suggestions.length === 2, `${waiting} and ${suggestions.length} waiting`)
  await w.shot(w.chen)
  await keepOffline(w.desk, true)
  await w.desk.goTo('queue')
  await w.central.stop()
}

export async function the_lead_judges_offline(w) {
  const { chen, findings } = w
  await take(chen, findings.ledger)
  await chen.tap('judge-approve')
  await chen.see('undo-bar')
  await w.shot(chen, 'approved')
  await take(chen, findings.masks)
  await chen.tap('judge-approve')
  await chen.see('undo-bar', { text: '口罩' })
  await chen.tap('judge-undo')
  await chen.see('judge-pane', { id: findings.masks })
  await chen.see('judge-approve')
  await take(chen, findings.sign)
  await w.shot(chen, 'before-after')
  await chen.tap('judge-edit')
  await chen.type('edit-text', '收货口墙面未张贴进口冷链食品警示标识，现场补贴。')
  await chen.tap('edit-severity-serious')
  await w.shot(chen, 'edit')
  await chen.tap('edit-go')
  await chen.missing('edit-go')
  await take(chen, findings.boxes)
  await chen.tap('judge-return')
  await chen.tap('reason-no_wide_shot')
  await chen.type('return-words', '请补一张能看到分区的远景。')
  await w.shot(chen, 'return')
  await chen.tap('return-go')
  await chen.missing('return-go')
  const { suggestions } = await chen.query({ get: 'queue' })
  await chen.tap('queue-suggestion', { id: suggestions[0].id })
  await chen.see('judge-pane', { id: suggestions[0].id })
  await w.shot(chen, 'suggestion')
  await chen.tap('judge-approve')
  await chen.see('undo-bar')
  await w.shot(chen)
  await seal(chen)
  await chen.goTo('queue')
  await chen.missing('queue-row', { id: findings.ledger })
  // The bar follows what was stored a moment later.
  await until('the verdicts are only here', async () => (await chen.onlyHere()).events > 0)
  await w.shot(chen, 'signed')
}

export async function on_another_device_the_older_version_is_approved(w) {
  const { desk, findings } = w
  await take(desk, findings.boxes)
  await desk.tap('judge-approve')
  await desk.see('undo-bar')
  await seal(desk)
  await w.shot(desk)
}

export async function the_inspector_sees_why_and_amends(w) {
  const { chen, lin, findings } = w
  await w.central.start()
  await sent(chen)
  await lin.goTo('sync')
  await lin.tap('sync-now')
  await lin.goTo('today')
  await lin.see('returned-finding', { id: findings.boxes, ms: 30_000 })
  await w.shot(lin, 'today')
  await lin.tap('returned-finding', { id: findings.boxes })
  await lin.seeText('returned-why', '缺远景')
  await lin.seeText('returned-why', '能看到分区的远景')
  await w.shot(lin, 'why')
  const before = await lin.count('photo')
  await lin.upload('finding-photo-input', w.album.take('sorting-floor'))
  await until('the photo is added', async () => (await lin.count('photo')) > before, { ms: 30_000 })
  await lin.tap('finding-record')
  await lin.missing('finding-page')
  await sent(lin)
  const seen = await lin.query({ get: 'finding', finding: findings.boxes })
  ensure(seen.revisions.length === 2, `${seen.revisions.length} versions`)
  await w.shot(lin)
}

export async function the_older_approval_does_not_cover_the_amended_version(w) {
  const { chen, desk, findings } = w
  await keepOffline(desk, false)
  await sent(desk)
  await chen.goTo('sync')
  await chen.tap('sync-now')
  await chen.goTo('queue')
  await chen.see('queue-row', { id: findings.boxes, ms: 30_000 })
  await take(chen, findings.boxes)
  const pane = `[data-testid="judge-pane"][data-id="${findings.boxes}"]`
  await until('both verdicts are there', async () => {
    const { judgements } = await chen.query({ get: 'finding', finding: findings.boxes })
    return judgements.length === 2
  }, { ms: 30_000 })
  await chen.says('standing', 'data-standing', 'changed_since', { within: pane })
  await chen.seeText('standing', '内容已更新，需重新审核', { within: pane })
  await until('two verdicts on screen', async () => (await chen.count('verdict', { within: pane })) === 2)
  for (const nth of [0, 1]) await chen.says('verdict', 'data-covers', 'false', { within: pane, nth })
  await w.shot(chen)
}

export async function the_new_version_is_approved_and_the_inspector_sees_it(w) {
  const { chen, lin, findings } = w
  await until('pictures of the new version', async () => {
    const { photos } = await chen.query({ get: 'finding', finding: findings.boxes })
    return photos.every((p) => p.preview_here)
  }, { ms: 30_000 })
  await w.shot(chen, 'changed')
  await chen.tap('judge-approve')
  await chen.see('undo-bar')
  await seal(chen)
  await sent(chen)
  await lin.goTo('sync')
  await lin.tap('sync-now')
  await lin.goTo('mine')
  await lin.tap('mine-row', { id: w.check })
  await lin.tap('finding', { id: findings.boxes })
  await lin.says('standing', 'data-standing', 'approved', { within: '[data-testid="finding-page"]', ms: 30_000 })
  await lin.seeText('standing', '已通过', { within: '[data-testid="finding-page"]' })
  await w.shot(lin)
}
