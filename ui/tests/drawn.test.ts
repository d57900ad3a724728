import { effectScope, nextTick, shallowRef } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useDrawn } from '../src/parts/drawn'

beforeEach(() => vi.useFakeTimers({ toFake: ['requestAnimationFrame', 'cancelAnimationFrame'] }))
afterEach(() => vi.useRealTimers())

const numbers = (many: number) => Array.from({ length: many }, (_, n) => ({ n }))

it('draws a few rows a frame while the end is near, and what is drawn stays', async () => {
  const rows = shallowRef(numbers(100))
  let ends = 0
  const scope = effectScope()
  const { pieces, near } = scope.run(() =>
    useDrawn(
      () => rows.value,
      { piece: 10, atFirst: 12, aFrame: 3 },
      () => ends++,
    ),
  )!
  const drawn = () => pieces.value.flat().length
  const atFirst = drawn()
  expect(atFirst).toBeGreaterThan(8)
  expect(atFirst).toBeLessThan(30)
  vi.advanceTimersToNextFrame()
  expect(drawn()).toBe(atFirst)
  const top = pieces.value[0]
  near(true)
  vi.advanceTimersToNextFrame()
  const aFrame = drawn() - atFirst
  expect(aFrame).toBeGreaterThan(0)
  expect(aFrame).toBeLessThan(6)
  expect(pieces.value[0]).toBe(top)
  expect(ends).toBe(0)
  near(false)
  for (let n = 0; n < 5; n++) vi.advanceTimersToNextFrame()
  expect(drawn()).toBeLessThanOrEqual(atFirst + 2 * aFrame)
  near(true)
  for (let n = 0; n < 100; n++) vi.advanceTimersToNextFrame()
  expect(pieces.value.flat()).toEqual(rows.value)
  expect(ends).toBeGreaterThan(0)
  // The following page: what was there is the same piece, and the new rows come by themselves.
  rows.value = [...rows.value, ...numbers(7)]
  await nextTick()
  expect(pieces.value[0]).toBe(top)
  for (let n = 0; n < 5; n++) vi.advanceTimersToNextFrame()
  expect(pieces.value.flat()).toEqual(rows.value)
  // A row that says something new touches its own piece only.
  rows.value = rows.value.map((row, n) => (n === 55 ? { n: -1 } : row))
  const before = pieces.value
  await nextTick()
  expect(pieces.value.filter((piece, n) => piece !== before[n]).length).toBe(1)
  // Another, shorter list.
  rows.value = numbers(3)
  await nextTick()
  expect(pieces.value.flat()).toEqual(rows.value)
  scope.stop()
})
