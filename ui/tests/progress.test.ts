import { expect, it } from 'vitest'
import type { Answer } from '../src/backend/types/Answer'
import type { ChecklistPublished } from '../src/backend/types/ChecklistPublished'
import type { Item } from '../src/backend/types/Item'
import { fails, needs, progress, rest } from '../src/check/progress'
import { limits } from '../src/check/saying'

const text = { zh: '', en: '' }
const item = (id: string, part: Partial<Item> = {}): Item => ({
  id,
  kind: 'judged',
  photo: 'never',
  remark: 'never',
  question: text,
  ...part,
})
const items = [
  item('a', { required: true, photo: 'if_not_met' }),
  item('b', { when: { item: 'a', is: ['not_met'] } }),
  item('c', { when: { item: 'b', is: ['met'] } }),
  item('d', { photo: 'always' }),
]
const list: ChecklistPublished = {
  title: text,
  version: 1,
  site_kinds: [],
  groups: [{ id: 'g', title: text, items }],
}
const of = (answers: Record<string, Answer>) => (id: string) => answers[id] ?? {}

it('shows an item as soon as its condition holds, and chains of conditions', () => {
  expect([...progress(list, of({})).shown]).toEqual(['a', 'd'])
  expect([...progress(list, of({ a: { value: 'not_met' }, b: { value: 'met' } })).shown]).toEqual([
    'a',
    'b',
    'c',
    'd',
  ])
  expect([...progress(list, of({ b: { value: 'met' } })).shown]).toEqual(['a', 'd'])
})
it('says what blocks submission', () => {
  expect(progress(list, of({})).open).toEqual([{ item: 'a', why: 'required_items_open' }])
  expect(progress(list, of({ a: { value: 'not_met' } })).open).toEqual([
    { item: 'a', why: 'photo_required' },
  ])
})
it('never answers an item that needs a photo with "all others met"', () => {
  const { shown } = progress(list, of({}))
  expect(rest(items, shown, of({})).map((i) => i.id)).toEqual(['a'])
})

const unit = { zh: '℃', en: '℃' }
const number = item('n', {
  kind: { number: { decimals: 1, unit, at_most: -180 } },
  photo: 'if_not_met',
})
const single = item('s', {
  kind: {
    single: [
      { id: 'ok', label: text },
      { id: 'bad', label: text, problem: true },
    ],
  },
})
const multiple = item('m', {
  kind: {
    multiple: [
      { id: 'ok', label: text },
      { id: 'bad', label: text, problem: true },
    ],
  },
})

it('counts a problem or a number outside its limits as not met', () => {
  expect(fails(number, { number: -180 })).toBe(false)
  expect(fails(number, { number: -179 })).toBe(true)
  const least = item('l', { kind: { number: { decimals: 0, unit, at_least: 0, at_most: 5 } } })
  expect([-1, 0, 5, 6].map((n) => fails(least, { number: n }))).toEqual([true, false, false, true])
  expect(fails(single, { choice: 'ok' })).toBe(false)
  expect(fails(single, { choice: 'bad' })).toBe(true)
  expect(fails(multiple, { choices: ['ok'] })).toBe(false)
  expect(fails(multiple, { choices: ['ok', 'bad'] })).toBe(true)
  expect(fails(single, { choices: ['bad'] })).toBe(false)
  expect(fails(item('j'), 'not_met')).toBe(true)
  expect([fails(item('j'), 'met'), fails(item('j'), null)]).toEqual([false, false])
})
it('asks for the photo that "if not met" wants', () => {
  expect(needs('if_not_met', number, { value: { number: -90 } })).toBe(true)
  const one = { ...list, groups: [{ id: 'g', title: text, items: [number] }] }
  expect(progress(one, of({ n: { value: { number: -90 } } })).open).toEqual([
    { item: 'n', why: 'photo_required' },
  ])
  expect(progress(one, of({ n: { value: { number: -200 } } })).open).toEqual([])
})
it('says what is in order for a number', () => {
  expect(limits({ decimals: 1, unit, at_most: -180 }, '℃')).toBe('≤ −18 ℃')
  expect(limits({ decimals: 1, unit, at_least: 5 }, '℃')).toBe('≥ 0.5 ℃')
  expect(limits({ decimals: 0, unit, at_least: 0, at_most: 20 }, '℃')).toBe('0 ~ 20 ℃')
})
