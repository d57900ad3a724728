import { expect, it } from 'vitest'
import { shared } from '../src/backend/shared'

it('keeps what says the same, and only that', () => {
  const before = {
    title: { zh: '冷柜', en: 'Cold counter' },
    rows: [
      { id: 'a', n: 1 },
      { id: 'b', n: 2 },
      { id: 'c', n: 3, photos: ['x', 'y'] },
    ],
  }
  const now = structuredClone(before)
  expect(shared(before, now)).toBe(before)

  // The first row is gone, the last one has changed.
  now.rows.shift()
  now.rows[1]!.n = 4
  const made = shared(before, now)
  expect(made).toEqual(now)
  expect(made.title).toBe(before.title)
  expect(made.rows[0]).toBe(before.rows[1])
  expect(made.rows[1]).not.toBe(before.rows[2])
  expect(made.rows[1]!.photos).toBe(before.rows[2]!.photos)
})

it('takes another order, a shorter list, a missing part and another kind as changes', () => {
  const rows = [{ id: 'a' }, { id: 'b' }]
  const turned = shared(rows, [{ id: 'b' }, { id: 'a' }])
  expect(turned).not.toBe(rows)
  expect(turned[0]).toBe(rows[1])
  expect(shared(rows, [{ id: 'a' }])).toEqual([{ id: 'a' }])
  expect(shared({ a: 1, b: undefined }, { a: 1, c: undefined })).toEqual({ a: 1, c: undefined })
  expect('b' in shared({ a: 1, b: 2 }, { a: 1 } as object)).toBe(false)
  expect(shared([], {})).toEqual({})
  expect(shared(null, { a: 1 })).toEqual({ a: 1 })
  expect(shared({ a: 1 }, null)).toBe(null)
  expect(shared([1, 2, 2], [1, 2, 3])).toEqual([1, 2, 3])
})
