import { ensure, until } from '../lib/until.mjs'

/** What the engine holds is acknowledged: from here on it may never be missing. */
async function held(w, ...items) {
  await until(`${items} on disk`, async () => {
    const { answers } = await w.lin.query({ get: 'check', check: w.check })
    return items.every((i) => answers.some((a) => a.item === i && a.answer.value))
  })
}

/** Back to the check, the way a person goes after the phone came up again. */
async function back_in_the_check(w) {
  await w.lin.restart()
  await w.lin.see('outing')
  await w.lin.tap('open-check', { id: w.check })
  await w.lin.see('check', { id: w.check })
}

export async function killed_in_the_middle_of_the_form(w) {
  const { lin } = w
  await lin.tap('choice-not_clear', { item: 'channel' })
  await lin.see('text-input', { item: 'supplier' })
  await lin.type('text-input', '鲜达商行 王先生 000-5500-0999 车牌东A·00000', { item: 'supplier' })
  await lin.tap('answer-not_met', { item: 'ledger' })
  await lin.see('choice-batch', { item: 'ledger_gaps' })
  await lin.tap('choice-batch', { item: 'ledger_gaps' })
  await lin.tap('choice-signature', { item: 'ledger_gaps' })
  ensure((await lin.count('item')) === 14, 'both conditions reveal their items')
  await held(w, 'channel', 'supplier', 'ledger', 'ledger_gaps')
  await w.shot(lin, 'before')
  await lin.kill()
  await back_in_the_check(w)
  await lin.says('choice-not_clear', 'aria-pressed', 'true', { item: 'channel' })
  await lin.says('answer-not_met', 'aria-pressed', 'true', { item: 'ledger' })
  for (const gap of ['batch', 'signature']) {
    await lin.says(`choice-${gap}`, 'aria-pressed', 'true', { item: 'ledger_gaps' })
  }
  const supplier = await lin.value('text-input', { item: 'supplier' })
  ensure(supplier.startsWith('鲜达商行'), `the supplier reads “${supplier}”`)
  await w.shot(lin)
}

export async function killed_right_after_a_photo(w) {
  const { lin } = w
  await lin.upload('photo-input', w.album.take('ledger'), { item: 'ledger' })
  await lin.see('photo', { item: 'ledger', ms: 30_000 })
  await lin.kill()
  await back_in_the_check(w)
  await lin.see('photo', { item: 'ledger' })
  const { answers } = await lin.query({ get: 'check', check: w.check })
  const ledger = answers.find((a) => a.item === 'ledger')
  ensure(ledger.answer.photos.length === 1, 'the photo is with its answer')
  await lin.type('remark-input', '抽查的三个批次在台账中均查不到', { item: 'ledger' })
  await w.shot(lin)
}

export async function the_rest_of_the_form(w) {
  const { lin } = w
  await lin.tap('answer-met', { item: 'permit' })
  await lin.tap('answer-met', { item: 'label' })
  await lin.type('text-input', 'A20220316\nB20220311', { item: 'batch' })
  await lin.upload('photo-input', w.album.take('cold-counter'), { item: 'view' })
  await lin.see('photo', { item: 'view', ms: 30_000 })
  await lin.type('number-input', '-9.5', { item: 'temp' })
  await lin.set('datetime-input', '2022-03-16T07:30', { item: 'disinfected' })
  await lin.tap('answer-not_met', { item: 'sign' })
  await lin.upload('photo-input', w.album.take('wall-before'), { item: 'sign' })
  await lin.see('photo', { item: 'sign', ms: 30_000 })
  await lin.tap('answer-not_applicable', { item: 'handlers' })
  await held(w, 'permit', 'label', 'batch', 'view', 'temp', 'disinfected', 'sign', 'handlers')
  await until('the remark on disk', async () => {
    const { answers } = await lin.query({ get: 'check', check: w.check })
    return answers.find((a) => a.item === 'ledger').answer.remark
  })
  const shown = await lin.query({ get: 'check', check: w.check })
  ensure(shown.open.length === 0, `still open: ${JSON.stringify(shown.open)}`)
  ensure(shown.answered === 12, `${shown.answered} answered, two are left not looked at`)
  for (const left of ['apart', 'inspected']) {
    await lin.says('item', 'data-answered', 'false', { item: left })
  }
  await lin.seeText('progress', '12/14')
  await w.shot(lin)
}
