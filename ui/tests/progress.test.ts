import { expect, it } from 'vitest'
import type { Answer } from '../src/backend/types/Answer'
import type { ChecklistPublished } from '../src/backend/types/ChecklistPublished'
import type { Item } from '../src/backend/types/Item'
import { progress, rest } from '../src/check/progress'

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
