import { ensure, until } from '../lib/until.mjs'

const nothing = ({ checks, photos, events }) => !checks && !photos && !events

/** Until nothing is only on this device; a person taps "sync now" and watches. */
export async function sent(device, ms = 60_000) {
  await device.goTo('sync')
  await until(
    `${device.who} has sent everything`,
    async () => {
      if (nothing(await device.onlyHere())) return true
      const waiting = (await device.attribute('sync-state', 'data-is')) === 'waiting'
      if (waiting) await device.tap('sync-now', { ms: 1_000 }).catch(() => {})
      return false
    },
    { ms, every: 200 },
  )
}

async function tapSync(device) {
  await device.goTo('sync')
  await until(
    `${device.who} starts sending`,
    async () => {
      if ((await device.attribute('sync-state', 'data-is')) === 'sending') return true
      await device.tap('sync-now', { ms: 1_000 })
      return true
    },
    { ms: 10_000 },
  )
}

export async function central_is_killed_in_the_middle_of_an_upload(w) {
  await w.lin.goTo('sync')
  await w.central.start()
  const caught = w.central.killMidUpload()
  await tapSync(w.lin)
  const { seen, partial, whole } = await caught
  const missing = [...w.album.taken.keys()].filter((hash) => !whole.has(hash))
  ensure(missing.length > 0, 'originals are still to come when central dies')
  w.partial = partial
  await w.lin.says('sync-state', 'data-is', 'waiting')
  const { photos } = await w.lin.onlyHere()
  ensure(photos > 0, 'the device knows what has not arrived')
  await w.shot(w.lin)
  const kb = Math.round(seen.bytes / 1000)
  return `killed at ${kb} KB of a file, ${missing.length} of ${w.album.taken.size} originals missing`
}

export async function central_is_back_and_the_upload_goes_on(w) {
  await w.central.start()
  for (const device of [w.lin, w.zhou]) await sent(device)
  const whole = w.central.wholeFiles()
  for (const [hash, name] of w.album.taken) {
    ensure(whole.has(hash), `${name}: not at central as it was at capture (${hash})`)
  }
  await until('nothing is left half received', () => w.central.partialFiles().length === 0)
  await w.shot(w.lin)
  await w.shot(w.zhou)
  await w.lin.goTo('mine')
  await w.lin.says('delivery', 'data-place', 'at_central', { within: `[data-testid="mine-row"][data-id="${w.check}"]` })
  await w.shot(w.lin, 'mine')
  return `${w.album.taken.size} originals, SHA-256 as at capture`
}

/** The form was handed in on the other phone: what was found on this one follows by itself. */
export async function the_colleague_hands_in_her_finding(w) {
  const { zhou, findings } = w
  await zhou.goTo('mine')
  await zhou.tap('mine-row', { id: w.check })
  await zhou.see('handed-in', { ms: 30_000 })
  await w.shot(zhou, 'before')
  await zhou.tap('hand-in-mine')
  await zhou.missing('hand-in-mine')
  await zhou.says('standing', 'data-standing', 'to_be_judged', {
    within: `[data-testid="finding"][data-id="${findings.masks}"]`,
  })
  await w.shot(zhou)
  await sent(zhou)
}
