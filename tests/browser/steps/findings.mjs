import { ensure, until } from '../lib/until.mjs'
import { idOf, record } from './acts.mjs'

export async function a_finding_from_the_failed_item(w) {
  const { lin } = w
  await lin.tap('item-finding', { item: 'ledger' })
  w.findings.ledger = await idOf(lin)
  // The item's photo and its usual wording have come along.
  await lin.see('photo')
  ensure((await lin.value('finding-text')).includes('台账'), 'the usual wording stands there')
  await lin.type('finding-text', '冷柜在售进口车厘子三个批次在进销台账中均查不到。')
  await lin.tap('finding-severity-serious')
  await lin.tap('finding-by')
  await lin.type('finding-explanation', '店长称当天刚到货，尚未录入台账。')
  await lin.choose('finding-department', 1)
  await w.shot(lin, 'form')
  await record(lin)
  await lin.see('finding', { id: w.findings.ledger })
}

export async function a_finding_put_right_on_the_spot(w) {
  const { lin } = w
  await lin.tap('item-finding', { item: 'sign' })
  w.findings.sign = await idOf(lin)
  await lin.see('photo')
  await lin.type('finding-text', '收货口墙面未张贴警示标识。')
  await lin.type('finding-explanation', '当班主管称标识脱落，随即补贴。')
  await lin.tap('finding-on-the-spot')
  await lin.see('after-needed')
  await lin.tap('finding-record')
  await lin.says('failure', 'data-code', 'after_photo_required')
  await w.shot(lin, 'after-needed')
  await lin.upload('finding-after-input', w.album.take('wall-after'))
  await lin.missing('after-needed', { ms: 30_000 })
  await w.shot(lin, 'form')
  await record(lin)
  await lin.see('finding', { id: w.findings.sign })
}

export async function a_third_finding(w) {
  const { lin } = w
  await lin.tap('finding-add')
  w.findings.boxes = await idOf(lin)
  await lin.upload('finding-photo-input', w.album.take('fruit-boxes'))
  await lin.see('photo', { ms: 30_000 })
  await lin.type('finding-text', '后仓进口水果与国产水果混放，外箱无分区标识。')
  await lin.type('finding-explanation', '仓管员称临时腾挪，下午恢复。')
  await lin.tap('finding-by')
  await record(lin)
  await lin.see('finding', { id: w.findings.boxes })
  ensure((await lin.count('finding')) === 3, 'three findings')
  await w.shot(lin)
}

export async function two_suggestions(w) {
  const { lin } = w
  for (const words of ['建议设置进口水果专柜，统一张贴追溯码。', '建议市场监管部门开展同类门店排查。']) {
    await lin.tap('suggestion-add')
    await lin.type('suggestion-text', words)
    if (words.includes('部门')) await lin.choose('suggestion-department', 1)
    await lin.tap('suggestion-save')
    await lin.see('suggestion', { text: words.slice(0, 8) })
    await lin.missing('suggestion-save')
  }
  await w.shot(lin)
}

export async function a_colleague_joins_and_adds_a_finding(w) {
  const { lin, zhou } = w
  await lin.tap('share')
  const code = await until('the code', async () => lin.value('share-code'))
  await w.shot(lin, 'code')
  await lin.tap('sheet-close')
  await lin.missing('share-code')
  await zhou.tap('join-open')
  await zhou.type('join-code', code)
  await zhou.tap('join-go')
  await zhou.see('check', { id: w.check })
  await w.shot(zhou, 'joined')
  await zhou.tap('finding-add')
  w.findings.masks = await idOf(zhou)
  await zhou.upload('finding-photo-input', w.album.take('record-sheet'))
  await zhou.see('photo', { ms: 30_000 })
  await zhou.type('finding-text', '两名理货员未规范佩戴口罩，消毒记录表三天未填。')
  await zhou.type('finding-explanation', '理货员称刚从后仓出来。')
  await zhou.tap('finding-severity-serious')
  await w.shot(zhou, 'form')
  await record(zhou)
  await zhou.see('finding', { id: w.findings.masks })
  await w.shot(zhou)
}

export async function the_check_is_submitted(w) {
  const { lin } = w
  await lin.tap('check-submit')
  await lin.says('outcome-findings', 'aria-checked', 'true')
  await w.shot(lin, 'sheet')
  await lin.tap('submit-go')
  await lin.says('handed-in', 'data-outcome', 'findings')
  await w.shot(lin)
}

export async function a_second_check_at_a_new_site_finds_nothing(w) {
  const { lin } = w
  await lin.goTo('today')
  await lin.tap('check-without-order')
  await lin.see('site')
  await w.shot(lin, 'sites')
  await lin.tap('site-new')
  await lin.type('site-name', '潮信里便利店')
  await lin.choose('site-kind', '超市')
  await lin.choose('site-territory', 1)
  await lin.type('site-address', '临澜区潮信街道灯芯路120号，水果店隔壁')
  await w.shot(lin, 'new')
  await lin.tap('site-save')
  await lin.see('check-begin')
  const { checklists } = await lin.query({ get: 'choices', search: '' })
  const list = checklists.find((c) => c.title.zh.includes('冷柜'))
  await lin.tap(`checklist-${list.version}`)
  await w.shot(lin, 'checklist')
  await lin.tap('check-begin')
  await lin.see('check')
  await lin.tap('choice-central_store', { item: 'channel' })
  await lin.type('text-input', 'C20220308', { item: 'batch' })
  await lin.type('number-input', '-18.6', { item: 'temp' })
  await lin.set('datetime-input', '2022-03-16T06:50', { item: 'disinfected' })
  // All others of each group at once.
  while (await lin.count('group-rest-met')) {
    const before = await lin.count('group-rest-met')
    await lin.tap('group-rest-met')
    await until('the group is filled', async () => (await lin.count('group-rest-met')) < before)
  }
  await w.shot(lin, 'filled')
  await lin.tap('check-submit')
  await lin.says('outcome-nothing_found', 'aria-checked', 'true')
  await lin.tap('submit-go')
  await lin.says('handed-in', 'data-outcome', 'nothing_found')
  await lin.goTo('today')
  const here = await until('what is only here is said', async () => {
    const only = await lin.onlyHere()
    return only.checks === 2 && only.photos >= 5 && only
  })
  await w.shot(lin)
  return `only here: ${here.checks} checks, ${here.photos} photos`
}
