// The five minutes that show what the program is for: docs/guide/five-minutes.*.md tells them.
import { ensure, until } from '../lib/until.mjs'
import { enrol, idOf, record } from './acts.mjs'
import { sent } from './sending.mjs'

async function begin(w, title) {
  const { lin } = w
  const { orders } = await lin.query({ get: 'today' })
  const order = orders.find((o) => o.title === title)
  ensure(order, `an order called ${title}`)
  await lin.tap('order-start', { within: `[data-testid="order"][data-id="${order.id}"]` })
  await lin.see('check')
  return lin.attribute('check', 'data-id')
}

/** A button that opens a sheet; a slow window may still be drawing what lies under it. */
async function openSheet(device, button, field) {
  await until(`${device.who} opens ${field}`, async () => {
    if (await device.count(field)) return true
    await device.tap(button)
    await device.see(field, { ms: 3_000 }).catch(() => {})
    return (await device.count(field)) > 0
  }, { ms: 20_000 })
}

async function answerRequired(w, check) {
  for (;;) {
    const shown = await w.lin.query({ get: 'check', check })
    const open = shown.open.filter((o) => o.why === 'required_items_open')
    if (!open.length) return
    const items = shown.checklist.groups.flatMap((g) => g.items)
    const changes = open.map(({ item }) => {
      const { kind } = items.find((i) => i.id === item)
      const choices = kind.single ?? kind.multiple
      const good = choices?.find((c) => !c.problem)?.id
      const value =
        kind === 'judged' ? 'met'
        : kind.single ? { choice: good }
        : kind.multiple ? { choices: [good] }
        : kind.number ? { number: kind.number.at_most ?? kind.number.min ?? 1 }
        : kind === 'text' ? { text: '现场核对一致' }
        : kind === 'date_time' ? { date_time: '2022-03-16T07:30' }
        : 'not_applicable'
      return { item, answer: { value }, supersedes: [] }
    })
    await w.answer(check, changes)
  }
}

async function submit(w, outcome) {
  const { lin } = w
  await lin.tap('check-submit')
  await lin.says(`outcome-${outcome}`, 'aria-checked', 'true')
  await lin.tap('submit-go')
  await lin.says('handed-in', 'data-outcome', outcome)
}

export async function everybody_is_enrolled_and_the_network_goes(w) {
  await w.central.start()
  for (const device of [w.lin, w.chen, w.desk]) await enrol(w, device)
  await w.lin.see('order', { text: '进口水果·超市冷柜', ms: 60_000 })
  await until('forty-five wait', async () => (await w.chen.query({ get: 'queue' })).waiting >= 45, { ms: 60_000 })
  await w.shot(w.lin)
  await w.central.stop()
}

export async function the_cold_counter_without_a_signal(w) {
  const { lin } = w
  await lin.tap('start-outing')
  const { campaigns } = await lin.query({ get: 'choices', search: '' })
  await lin.tap(`outing-campaign-${campaigns.find((c) => c.name.zh.includes('进口冷链')).id}`)
  await lin.tap('outing-go')
  await lin.see('outing')
  w.check = await begin(w, '进口水果·超市冷柜')
  await lin.tap('answer-met', { item: 'permit' })
  await lin.tap('answer-not_met', { item: 'ledger' })
  await lin.upload('photo-input', w.album.take('ledger'), { item: 'ledger' })
  await lin.see('photo', { item: 'ledger', ms: 30_000 })
  await lin.type('remark-input', '抽查的三个批次在台账中均查不到', { item: 'ledger' })
  await w.shot(lin)
  await lin.tap('item-finding', { item: 'ledger' })
  w.findings.ledger = await idOf(lin)
  await lin.see('photo')
  await lin.type('finding-text', '冷柜在售进口车厘子三个批次在进销台账中均查不到。')
  await lin.tap('finding-severity-serious')
  await lin.tap('finding-key')
  await lin.tap('finding-by')
  await lin.type('finding-explanation', '店长称当天刚到货，尚未录入台账。')
  await w.shot(lin, 'finding')
  await record(lin)
  await answerRequired(w, w.check)
  await until('nothing is open', async () => !(await lin.query({ get: 'check', check: w.check })).open.length)
  await submit(w, 'findings')
}

export async function the_hotel_lobby_with_the_managers_words(w) {
  const { lin } = w
  await lin.goTo('today')
  w.hotel = await begin(w, '宾馆·住客与出入口')
  await lin.tap('finding-add')
  w.findings.door = await idOf(lin)
  await lin.upload('finding-photo-input', w.album.take('side-door-before'))
  await lin.see('photo', { ms: 30_000 })
  await lin.type('finding-text', '大堂东侧门敞开，来人不经前台即可走楼梯上客房。')
  await lin.type('finding-explanation', '值班经理称门吸损坏，平时只查前台登记。')
  await lin.tap('finding-on-the-spot')
  await lin.upload('finding-after-input', w.album.take('side-door-after'))
  await lin.missing('after-needed', { ms: 30_000 })
  await w.shot(lin)
}

export async function killed_and_back_at_the_same_place(w) {
  const { lin } = w
  await lin.kill()
  await lin.restart()
  await lin.see('outing')
  await lin.tap('open-check', { id: w.hotel })
  await lin.see('check', { id: w.hotel })
  await lin.tap('finding', { id: w.findings.door })
  await lin.see('finding-record')
  ensure((await lin.value('finding-text')).startsWith('大堂东侧门'), 'the wording is there')
  ensure((await lin.count('photo')) >= 2, 'both photos are there')
  await w.shot(lin)
  await record(lin)
  await answerRequired(w, w.hotel)
  await until('nothing is open', async () => !(await lin.query({ get: 'check', check: w.hotel })).open.length)
  await submit(w, 'findings')
}

export async function online_again_the_tablet_fills_key_first(w) {
  const { chen, lin } = w
  await w.central.start()
  await sent(lin)
  await until('the findings are on the tablet', async () => {
    const { findings } = await chen.query({ get: 'queue' })
    const ours = Object.values(w.findings)
    return findings[0].key && ours.every((id) => findings.some((f) => f.id === id))
  }, { ms: 60_000 })
  await until('with their pictures', async () => {
    const seen = await chen.query({ get: 'finding', finding: w.findings.door })
    return seen.photos.length === 2 && seen.photos.every((p) => p.preview_here)
  }, { ms: 60_000 })
  await chen.goTo('queue')
  await chen.see('queue-row', { id: w.findings.ledger })
  await w.shot(chen)
  const { waiting } = await chen.query({ get: 'queue' })
  return `${waiting} wait`
}

export async function approved_with_edits_and_returned_by_one_tap(w) {
  const { chen, desk } = w
  await chen.tap('queue-row', { id: w.findings.door })
  await chen.see('judge-pane', { id: w.findings.door })
  await openSheet(chen, 'judge-edit', 'edit-text')
  await chen.type('edit-text', '大堂东侧门敞开无人值守，来人不经前台即可上客房，已当场关闭并张贴标识。')
  await chen.tap('edit-severity-serious')
  await w.shot(chen, 'edit')
  await chen.tap('edit-go')
  await chen.missing('edit-go')
  // Meanwhile, on another device, the same lead approves what will be amended.
  await desk.goTo('sync')
  await desk.tap('sync-now')
  await until('the desk has it', async () => {
    const { findings } = await desk.query({ get: 'queue' })
    return findings.some((f) => f.id === w.findings.ledger)
  }, { ms: 60_000 })
  await desk.tap('keep-offline')
  await desk.goTo('queue')
  await desk.tap('queue-row', { id: w.findings.ledger })
  await desk.see('judge-pane', { id: w.findings.ledger })
  await desk.tap('judge-approve')
  await chen.tap('queue-row', { id: w.findings.ledger })
  await chen.see('judge-pane', { id: w.findings.ledger })
  await openSheet(chen, 'judge-return', 'return-words')
  await chen.tap('reason-no_wide_shot')
  await w.shot(chen, 'return')
  await chen.tap('return-go')
  await chen.missing('return-go')
  await chen.goTo('figures')
  await sent(chen)
}

export async function the_phone_shows_it_and_the_old_approval_does_not_cover(w) {
  const { lin, chen, desk } = w
  await lin.goTo('sync')
  await lin.tap('sync-now')
  await lin.goTo('today')
  await lin.tap('returned-finding', { id: w.findings.ledger, ms: 30_000 })
  await lin.seeText('returned-why', w.language === 'zh' ? '缺远景' : 'wide')
  await w.shot(lin)
  const before = await lin.count('photo')
  await lin.upload('finding-photo-input', w.album.take('cold-counter'))
  await until('the photo is added', async () => (await lin.count('photo')) > before, { ms: 30_000 })
  await record(lin)
  await sent(lin)
  await desk.goTo('figures')
  await desk.goTo('sync')
  await desk.tap('keep-offline')
  await sent(desk)
  await chen.goTo('sync')
  await chen.tap('sync-now')
  await chen.goTo('queue')
  await chen.tap('queue-row', { id: w.findings.ledger, ms: 30_000 })
  const pane = `[data-testid="judge-pane"][data-id="${w.findings.ledger}"]`
  await chen.says('standing', 'data-standing', 'changed_since', { within: pane, ms: 30_000 })
  await until('pictures of the new version', async () => {
    const seen = await chen.query({ get: 'finding', finding: w.findings.ledger })
    return seen.judgements.length === 2 && seen.photos.every((p) => p.preview_here)
  }, { ms: 45_000 })
  await w.shot(chen)
  await chen.tap('judge-approve')
  await chen.see('undo-bar')
}

export async function five_figures_down_to_a_photo(w) {
  const { chen } = w
  await chen.goTo('figures')
  await sent(chen)
  await chen.goTo('figures')
  await chen.tap('period-today')
  await chen.see('figure-findings_pressed')
  await until('today has them', async () => {
    return Number(await chen.attribute('figure-findings_pressed', 'data-value')) >= 2
  }, { ms: 30_000 })
  await w.shot(chen)
  await chen.tap('figure-findings_pressed')
  await chen.tap('figure-record', { text: '大堂东侧门' })
  await chen.see('photo', { ms: 30_000 })
  await w.shot(chen, 'photo')
}

export async function the_brief_for_the_work_chat(w) {
  const { lin } = w
  await lin.goTo('mine')
  await lin.tap('mine-row', { id: w.check })
  await lin.see('handed-in')
  await lin.see('brief-copy')
  const brief = await lin.query({ get: 'brief', check: w.check, language: 'zh' })
  ensure(brief.text.includes('禾满仓超市') && brief.text.includes('★（较重）'), brief.text)
  await lin.tap('brief-copy')
  await w.shot(lin)
  return brief.text.split('\n')[0]
}

export const steps = [
  everybody_is_enrolled_and_the_network_goes,
  the_cold_counter_without_a_signal,
  the_hotel_lobby_with_the_managers_words,
  killed_and_back_at_the_same_place,
  online_again_the_tablet_fills_key_first,
  approved_with_edits_and_returned_by_one_tap,
  the_phone_shows_it_and_the_old_approval_does_not_cover,
  five_figures_down_to_a_photo,
  the_brief_for_the_work_chat,
]
