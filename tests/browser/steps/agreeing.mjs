import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { statesOf } from '../lib/central.mjs'
import { run } from '../lib/children.mjs'
import { dayInCity } from '../lib/day.mjs'
import * as places from '../lib/places.mjs'
import { ensure, until } from '../lib/until.mjs'
import { sent } from './sending.mjs'

export async function the_outing_ends(w) {
  const { lin } = w
  await lin.goTo('today')
  await lin.tap('outing-end')
  await lin.confirm('结束出动')
  await lin.see('start-outing')
  await w.shot(lin)
  await sent(lin)
}

export async function the_five_figures_agree(w) {
  const { chen } = w
  const [from, to] = [dayInCity(6), dayInCity()]
  const central = w.central.figures(from, to)
  ensure(central.length === 5, `central says ${JSON.stringify(central)}`)
  await chen.goTo('figures')
  await chen.tap('period-week')
  for (const { figure, value } of central) {
    await chen.says(`figure-${figure}`, 'data-value', String(value), { ms: 30_000 })
    await chen.says(`figure-${figure}`, 'data-provisional', '0', { ms: 30_000 })
  }
  await w.shot(chen)
  for (const device of w.devices) {
    await until(`${device.who} has the same figures`, async () => {
      const { figures } = await device.query({ get: 'figures', from, to, unit: null })
      return central.every(({ figure, value }) =>
        figures.some((f) => f.figure === figure && f.value === value),
      )
    }, { ms: 30_000 })
  }
  await chen.tap('figure-findings_pressed')
  await chen.see('figure-record')
  await w.shot(chen, 'records')
  return central.map(({ figure, value }) => `${figure} ${value}`).join(', ')
}

/** Every device is put away, its own store folded anew and held against central's. */
export async function every_fold_agrees(w) {
  const central = w.central.states()
  const told = []
  for (const device of w.devices) {
    await sent(device)
    await w.close(device)
    const profile = join(w.dir, device.who)
    const states = () => run(places.bridge, ['--profile', profile, '--states'])
    // A window that was closed may need a moment to let go of its store.
    const { out } = await until(`${device.who}'s store is free`, () => {
      const done = states()
      if (!done.ok) throw new Error(done.err)
      return done
    })
    const here = statesOf(out)
    const own = [w.check, ...Object.values(w.findings)]
    ensure(own.every((id) => here.has(id) && central.has(id)), `${device.who} lacks a stream`)
    let same = 0
    for (const [stream, hash] of central) {
      if (!here.has(stream)) continue
      ensure(here.get(stream) === hash, `${stream} folds differently on ${device.who}'s device`)
      same++
    }
    told.push(`${device.who} ${same}`)
  }
  return `streams alike: ${told.join(', ')}`
}

export async function the_exported_check_verifies(w) {
  const file = join(w.dir, 'evidence.zip')
  w.central.exportEvidence(w.check, file)
  const good = w.central.verify(file)
  ensure(good.ok, `verify: ${good.err || good.out}`)
  const bytes = readFileSync(file)
  bytes[Math.floor(bytes.length / 2)] ^= 1
  const changed = join(w.dir, 'evidence-changed.zip')
  writeFileSync(changed, bytes)
  ensure(!w.central.verify(changed).ok, 'one changed bit is noticed')
  return `${(statSync(file).size / 1e6).toFixed(1)} MB`
}
