import { mount } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { nextTick } from 'vue'
import SubmitSheet from '../src/check/SubmitSheet.vue'
import { words } from '../src/words'

afterEach(() => (document.body.innerHTML = ''))

const item = (id: string) => ({
  id,
  question: { zh: `问${id}`, en: id },
  kind: 'judged',
  photo: 'never',
  remark: 'never',
  required: true,
})

/** The sheet of a check whose answers to a and b say that something is wrong. */
async function opened(findings: object[]) {
  const check = {
    id: 'c1',
    findings,
    photos: [],
    unsorted: [],
    revision: [],
    submit_words: '',
    checklist: { groups: [{ id: 'g', items: [item('a'), item('b'), item('c')] }] },
  }
  const answers = { answerOf: (id: string) => ({ value: id === 'c' ? 'met' : 'not_met' }) }
  const progress = { shown: new Set(['a', 'b', 'c']), answered: 3, open: [], groups: {} }
  const sheet = mount(SubmitSheet, {
    attachTo: document.body,
    props: { open: true, check, answers, progress, again: async () => {} } as never,
    global: { plugins: [words], stubs: { RouterLink: true } },
  })
  await nextTick()
  const all = (id: string) => [
    ...document.querySelectorAll<HTMLButtonElement>(`[data-testid="${id}"]`),
  ]
  return { sheet, all }
}

it('lists what answers call wrong and no finding says, before anybody says how it ended', async () => {
  const told = { id: 'f1', item: 'a', draft: false, standing: 'draft' }
  const withdrawn = { id: 'f2', item: 'b', draft: false, standing: 'withdrawn' }
  const { sheet, all } = await opened([told, withdrawn])
  expect(all('submit-untold-finding').map((e) => e.dataset.itemId)).toEqual(['b'])
  all('submit-untold-finding')[0]!.click()
  expect(sheet.emitted('finding')?.[0]).toMatchObject([{ id: 'b' }])
  sheet.unmount()
})

it('presumes no end where something is wrong and nothing was recorded', async () => {
  const { sheet, all } = await opened([])
  expect(all('submit-untold-finding')).toHaveLength(2)
  expect(all('submit-go')[0]!.disabled).toBe(true)
  expect(all('submit-no-photo')).toEqual([])
  all('outcome-nothing_found')[0]!.click()
  await nextTick()
  expect(all('submit-untold-finding')).toHaveLength(2)
  expect(all('submit-go')[0]!.disabled).toBe(false)
  sheet.unmount()
})
