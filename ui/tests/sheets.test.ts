import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { nextTick } from 'vue'
import ReturnSheet from '../src/queue/ReturnSheet.vue'
import { words } from '../src/words'

/** What was written about a finding outlives its sheet. */
let opened = 0
let shown: VueWrapper | undefined
afterEach(() => {
  shown?.unmount()
  document.body.innerHTML = ''
})

async function open(about = `f${++opened}`) {
  document.body.innerHTML = '<button data-focus>row</button>'
  const wrapper = mount(ReturnSheet, {
    attachTo: document.body,
    props: { open: false, about, busy: false, failure: null },
    global: { plugins: [words] },
  })
  shown = wrapper
  await wrapper.setProps({ open: true })
  await nextTick()
  const sheet = document.querySelector<HTMLElement>('.sheet')!
  const press = async (key: string, part: KeyboardEventInit = {}, on: Element = sheet) => {
    on.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...part }),
    )
    await nextTick()
  }
  const chosen = () =>
    [...document.querySelectorAll('[role="checkbox"][aria-checked="true"]')].map((e) =>
      e.getAttribute('data-testid'),
    )
  return { wrapper, sheet, press, chosen }
}

it('chooses reasons by digits and returns with Enter', async () => {
  const { wrapper, sheet, press, chosen } = await open()
  expect(document.activeElement).toBe(sheet)
  await press('Enter')
  expect(wrapper.emitted('go')).toBeUndefined()
  await press('1')
  await press('3')
  await press('3')
  await press('2')
  expect(chosen()).toEqual(['reason-no_wide_shot', 'reason-unclear_photo'])
  await press('Enter')
  expect(wrapper.emitted('go')).toEqual([
    [{ reasons: ['no_wide_shot', 'unclear_photo'], words: '' }, false],
  ])
})
it('leaves digits and Enter to whoever is writing', async () => {
  const { wrapper, press, chosen } = await open()
  const field = document.querySelector('textarea')!
  await press('1')
  await press('2', {}, field)
  await press('Enter', {}, field)
  expect(chosen()).toEqual(['reason-no_wide_shot'])
  expect(wrapper.emitted('go')).toBeUndefined()
  await press('Enter', { ctrlKey: true }, field)
  expect(wrapper.emitted('go')).toHaveLength(1)
})
it('closes with Esc and keeps what was said about the same finding', async () => {
  const { wrapper, press, chosen } = await open()
  await press('4')
  await press('Escape')
  expect(wrapper.emitted('update:open')).toEqual([[false]])
  await wrapper.setProps({ open: false })
  await wrapper.setProps({ open: true })
  expect(chosen()).toEqual(['reason-photo_does_not_match'])
  await wrapper.setProps({ about: 'another' })
  expect(chosen()).toEqual([])
})
it('gives the keyboard back as soon as it leaves, not when it has left', async () => {
  const { wrapper, sheet } = await open()
  const field = document.querySelector('textarea')!
  field.focus()
  await wrapper.setProps({ open: false })
  expect(sheet.contains(document.activeElement)).toBe(false)
  expect(document.activeElement).toBe(document.querySelector('[data-focus]'))
})

it('keeps what was written past a page that goes, until it was sent', async () => {
  const first = await open('kept')
  await first.press('2')
  const type = async (words: string) => {
    const field = document.querySelector('textarea')!
    field.value = words
    field.dispatchEvent(new Event('input'))
    await nextTick()
  }
  await type('请补远景')
  // The lock comes down over it.
  first.wrapper.unmount()
  const again = await open('kept')
  expect(document.querySelector('textarea')!.value).toBe('请补远景')
  expect(again.chosen()).toEqual(['reason-unclear_photo'])
  // Another finding, and back.
  await again.wrapper.setProps({ about: 'other' })
  expect(document.querySelector('textarea')!.value).toBe('')
  await again.wrapper.setProps({ about: 'kept' })
  await again.press('Enter')
  expect(again.wrapper.emitted('go')).toEqual([
    [{ reasons: ['unclear_photo'], words: '请补远景' }, false],
  ])
  expect(again.chosen(), 'an undo finds it').toEqual(['reason-unclear_photo'])
  await again.wrapper.setProps({ about: 'other' })
  await again.wrapper.setProps({ about: 'kept' })
  expect(again.chosen()).toEqual([])
})
