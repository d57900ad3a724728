import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { chooseBackend } from '../src/backend/backend'
import type { Command } from '../src/backend/shapes'
import { grouped, typed } from '../src/today/code'
import OpenOrderSheet from '../src/today/OpenOrderSheet.vue'
import { words } from '../src/words'

const code = '1234-5678-9012-3456-8'

afterEach(() => {
  document.body.innerHTML = ''
})

it('notices every wrong digit and every exchange of neighbours while it is typed', () => {
  expect(typed(code)).toBe('fits')
  expect(typed(code.slice(0, -2))).toBe('short')
  const all = code.split('-').join('')
  for (let at = 0; at < all.length; at++) {
    for (const other of '0123456789') {
      const read = all.slice(0, at) + other + all.slice(at + 1)
      expect(typed(read)).toBe(other === all[at] ? 'fits' : 'wrong')
    }
    const next = all[at + 1]
    if (next && next !== all[at]) {
      expect(typed(all.slice(0, at) + next + all[at] + all.slice(at + 2))).toBe('wrong')
    }
  }
})

it('reads digits as people write them, and the text of a QR', () => {
  expect(grouped('１２３４ 5678')).toBe('1234-5678')
  expect(grouped('12345678901234567890')).toHaveLength(21)
  expect(typed(' mingcha:order?id=a&key=b')).toBe('fits')
})

it('sends a whole code, keeps what was typed when it is wrong, and closes when it opens', async () => {
  const sent: Command[] = []
  let wrong = true
  chooseBackend({
    execute: (command: Command) => {
      sent.push(command)
      return wrong
        ? Promise.reject({ code: 'order_code_wrong', message: '' })
        : Promise.resolve({ topics: [], not_done: [] })
    },
  } as never)
  const order = { id: 'z0', name: 'QX4TZ2', due: '2026-12-18', team: { zh: '', en: '' }, tries: 0 }
  const wrapper = mount(OpenOrderSheet, {
    attachTo: document.body,
    props: { open: false, order },
    global: { plugins: [words] },
  })
  await wrapper.setProps({ open: true })
  await nextTick()
  const find = <T extends HTMLElement>(id: string) =>
    document.querySelector<T>(`[data-testid="${id}"]`)!
  const field = find<HTMLInputElement>('sealed-code')
  const go = find<HTMLButtonElement>('sealed-go')
  const type = async (text: string) => {
    field.value = text
    field.dispatchEvent(new Event('input'))
    await nextTick()
  }
  await type('12345678')
  expect(field.value).toBe('1234-5678')
  expect(go.disabled).toBe(true)
  await type('12345678901234568')
  expect(go.disabled).toBe(false)
  go.click()
  await flushPromises()
  expect(sent).toEqual([{ do: 'open_order', order: 'z0', code }])
  expect(field.value).toBe(code)
  expect(wrapper.emitted('update:open')).toBeUndefined()
  wrong = false
  go.click()
  await flushPromises()
  expect(wrapper.emitted('update:open')).toEqual([[false]])
  wrapper.unmount()
})
