// A lead's evening: forty findings by keys alone, with the network gone.
import { mean, middle } from '../lib/stats.mjs'
import { ensure, until } from '../lib/until.mjs'
import { enrol } from './acts.mjs'

/** What a lead does with one finding, as keys. Words are typed where words are asked. */
const kinds = {
  approve: { keys: ['a'] },
  return_by_one_key: { keys: ['r', '1', 'Enter'], sheet: 'return-go' },
  return_with_two_reasons: { keys: ['r', '2', '3', 'Enter'], sheet: 'return-go' },
  look_and_approve: { keys: ['p', 'Escape', 'a'] },
  edit: { keys: ['e'], sheet: 'edit-go', words: '，经现场复核属实。', confirm: 'Control+Enter' },
  not_uphold: { keys: ['n'], sheet: 'not-upheld-go', words: '现场已按规定公示，不构成问题。', confirm: 'Control+Enter' },
  suggest: { keys: ['s'], sheet: 'to-suggestion-go', words: '，建议统一规范。', confirm: 'Control+Enter' },
}
/** Ten findings of an ordinary evening; four times. */
const evening = [
  'approve', 'approve', 'return_by_one_key', 'look_and_approve', 'approve',
  'edit', 'approve', 'return_with_two_reasons', 'not_uphold', 'suggest',
]
const hand_ms = 120

const pane = async (device) => (await device.count('judge-pane')) && device.attribute('judge-pane', 'data-id')

export async function the_lead_has_forty_five_and_the_network_goes(w) {
  await w.central.start()
  await enrol(w, w.chen)
  await until('forty-five wait', async () => (await w.chen.query({ get: 'queue' })).waiting >= 45, { ms: 60_000 })
  await w.chen.see('queue-header')
  await until('a finding is open', () => pane(w.chen))
  await w.central.stop()
}

/** The hand's own time between two keys is played, so that what is measured is what a lead takes. */
export async function forty_are_judged_by_keys(w) {
  const { chen } = w
  const took = []
  const seen = new Set()
  for (let n = 0; n < 40; n++) {
    const id = await until('a finding is open', () => pane(chen), { every: 10 })
    ensure(!seen.has(id), `${id} is shown a second time`)
    seen.add(id)
    const kind = kinds[evening[n % evening.length]]
    const began = performance.now()
    await play(chen, kind)
    await until('the next finding is shown', async () => (await pane(chen)) !== id, { every: 10 })
    took.push(performance.now() - began)
  }
  const average = `${(mean(took) / 1000).toFixed(2)} s a finding`
  ensure(mean(took) <= 3_000, average)
  w.judged = seen
  await w.shot(chen)
  return `${average} on average, median ${(middle(took) / 1000).toFixed(2)} s`
}

async function play(device, { keys, sheet, words, confirm }) {
  for (const key of keys) {
    await device.press(key, hand_ms)
    if (key === keys[0] && sheet) await device.see(sheet, { every: 10 })
  }
  if (words) {
    await device.press('End')
    await device.write(words)
  }
  if (confirm) await device.press(confirm, hand_ms)
}

export async function every_verdict_stands_as_it_was_said(w) {
  const { chen } = w
  await chen.goTo('figures')
  const expected = { approve: 'approved', look_and_approve: 'approved', edit: 'approved_with_edits', not_uphold: 'not_upheld', suggest: 'turned_into_suggestion' }
  await until('all are signed', async () => {
    const { findings } = await chen.query({ get: 'queue' })
    return findings.every((f) => !w.judged.has(f.id))
  })
  const wrong = []
  for (const [n, finding] of [...w.judged].entries()) {
    const kind = evening[n % evening.length]
    const { row } = await chen.query({ get: 'finding', finding })
    if (row.standing !== (expected[kind] ?? 'returned')) wrong.push(`${n + 1}: ${kind} is ${row.standing}`)
  }
  ensure(!wrong.length, wrong.join(', '))
  await w.central.start()
  await until('all is at central', async () => (await chen.onlyHere()).events === 0, { ms: 60_000 })
}

export const steps = [
  the_lead_has_forty_five_and_the_network_goes,
  forty_are_judged_by_keys,
  every_verdict_stands_as_it_was_said,
]
