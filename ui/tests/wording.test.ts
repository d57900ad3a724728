import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { withPhrase } from '../src/finding/phrase'
import DateField from '../src/parts/DateField.vue'
import WordsField from '../src/parts/WordsField.vue'
import { words } from '../src/words'

it('puts a phrase into an empty wording, and in place of one that was only chosen', () => {
  expect(withPhrase('', '甲。', ['甲。'])).toBe('甲。')
  expect(withPhrase('甲。', '乙。', ['甲。', '乙。'])).toBe('乙。')
})
it('never replaces what a person wrote', () => {
  expect(withPhrase('门口堆货', '乙。', ['甲。', '乙。'])).toBe('门口堆货；乙。')
  expect(withPhrase('门口堆货。', '乙。', [])).toBe('门口堆货。乙。')
  expect(withPhrase('Boxes at the door', 'No papers.', [])).toBe('Boxes at the door; No papers.')
  expect(withPhrase('门口堆货；乙。', '乙。', ['乙。'])).toBe('门口堆货；乙。')
})

it('keeps what is being composed when a view comes in', async () => {
  const field = mount(WordsField, { props: { modelValue: '旧' } })
  const area = field.element as HTMLTextAreaElement
  await field.trigger('compositionstart')
  area.value = '旧ni hao'
  await field.trigger('input')
  await field.setProps({ modelValue: '别处来的' })
  expect(area.value).toBe('旧ni hao')
  area.value = '旧你好'
  await field.trigger('compositionend')
  expect(field.emitted('update:modelValue')?.at(-1)).toEqual(['旧你好'])
  await field.setProps({ modelValue: '旧你好' })
  await field.setProps({ modelValue: '另一句' })
  expect(area.value).toBe('另一句')
})

it('says a day in the language of the app, and keeps the value of the field', async () => {
  const field = mount(DateField, {
    props: { value: '2022-03-16T07:30', time: true, name: '时间', testid: 'when' },
    global: { plugins: [words] },
  })
  expect(field.get('button').text()).toContain('3月16日')
  expect(field.get('button').text()).toContain('07:30')
  const input = field.get<HTMLInputElement>('[data-testid="when"]')
  expect(input.element.value).toBe('2022-03-16T07:30')
  await input.setValue('2022-03-17T08:00')
  await input.trigger('change')
  expect(field.emitted('set')?.at(-1)).toEqual(['2022-03-17T08:00'])
})
