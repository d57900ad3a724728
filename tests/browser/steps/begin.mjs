import { until } from '../lib/until.mjs'
import { enrol } from './acts.mjs'

export async function everybody_enrols(w) {
  await w.central.start()
  const names = []
  for (const device of [w.lin, w.zhou, w.chen, w.desk]) {
    names.push(await enrol(w, device, { shot: device === w.lin }))
  }
  await w.chen.see('queue-header')
  await w.shot(w.lin)
  await w.shot(w.chen)
  // Enrolled in the morning, in the drawer until the evening.
  await w.close(w.chen)
  await w.close(w.desk)
  return names.join('、')
}

export async function orders_are_there_and_central_is_gone(w) {
  for (const device of [w.lin, w.zhou]) {
    await device.see('order', { text: '进口水果·超市冷柜', ms: 30_000 })
  }
  await w.shot(w.lin, 'orders')
  await w.central.stop()
  await w.lin.goTo('sync')
  await w.lin.tap('sync-now')
  await w.lin.says('sync-state', 'data-is', 'waiting')
  await w.shot(w.lin)
  await w.lin.goTo('today')
}

export async function outing_with_a_second_member(w) {
  await w.lin.tap('start-outing')
  const { campaigns } = await w.lin.query({ get: 'choices', search: '' })
  const cold = campaigns.find((c) => c.name.zh.includes('进口冷链'))
  await w.lin.tap(`outing-campaign-${cold.id}`)
  for (const name of ['林晓舟', '周雨禾']) await present(w.lin, name)
  await w.shot(w.lin, 'members')
  await w.lin.tap('outing-go')
  await w.lin.see('outing')
  const { outing } = await w.lin.query({ get: 'today' })
  if (outing.present.length !== 2) throw new Error(`${outing.present.length} present`)
  await w.shot(w.lin)
}

async function present(device, name) {
  const { teams } = await device.query({ get: 'choices', search: '' })
  const member = teams[0].members.findIndex((m) => m.name === name)
  const key = `outing-member-${member}`
  await device.see(key)
  if ((await device.attribute(key, 'aria-pressed')) !== 'true') await device.tap(key)
  await device.says(key, 'aria-pressed', 'true')
}

export async function the_order_is_opened(w) {
  const { orders } = await w.lin.query({ get: 'today' })
  const order = orders.find((o) => o.title === '进口水果·超市冷柜')
  await w.lin.tap('order-start', { within: `[data-testid="order"][data-id="${order.id}"]` })
  await w.lin.see('check')
  w.check = await w.lin.attribute('check', 'data-id')
  const { checklist } = await w.lin.query({ get: 'check', check: w.check })
  const items = checklist.groups.flatMap((g) => g.items)
  if (items.length !== 14) throw new Error(`${items.length} items`)
  const shown = await until('items', () => w.lin.count('item'))
  if (shown !== 12) throw new Error(`${shown} of 14 shown, two wait for their conditions`)
  await w.shot(w.lin)
}
