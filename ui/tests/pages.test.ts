import { effectScope, nextTick, ref } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { chooseBackend, type Backend } from '../src/backend/backend'
import { rest_ms, usePages } from '../src/backend/pages'
import type { Topic } from '../src/backend/types/Topic'
import { gathering_ms } from '../src/backend/view'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const settle = () => vi.advanceTimersByTimeAsync(1)
const rested = () => vi.advanceTimersByTimeAsync(rest_ms + 300)

/** A list of `ids`, two rows a page; whether it can be asked; a change. */
function opened(ids: string[]) {
  const engine = {
    ids,
    fails: false,
    asked: [] as string[],
    said: '',
    tell: (() => {}) as (topics: Topic[]) => void,
  }
  chooseBackend({
    query: ({ after, search }: { after: string; search: string }) => {
      engine.asked.push(after)
      if (engine.fails) return Promise.reject({ code: 'internal', message: '' })
      const all = engine.ids.filter((id) => id.startsWith(search))
      const from = after ? all.indexOf(after) + 1 : 0
      const rows = all.slice(from, from + 2).map((id) => ({ id, cursor: id, said: engine.said }))
      return Promise.resolve({ rows, more: from + 2 < all.length })
    },
    onChanged: (listener: (topics: Topic[]) => void) => {
      engine.tell = listener
      return () => {}
    },
  } as unknown as Backend)
  const search = ref('')
  const scope = effectScope()
  const pages = scope.run(() =>
    usePages(() => ({ get: 'mine', filter: 'all', search: search.value, after: '' })),
  )!
  const shown = () => pages.rows.value.map((row) => row.id).join(' ')
  const changed = async () => {
    engine.tell(['check'])
    await vi.advanceTimersByTimeAsync(gathering_ms + 10)
  }
  return { engine, search, pages, shown, changed, close: () => scope.stop() }
}

it('adds pages, and after a change none of them goes: they are asked again at rest', async () => {
  const { engine, pages, shown, changed, close } = opened(['a', 'b', 'c', 'd', 'e'])
  await settle()
  expect(shown()).toBe('a b')
  await Promise.all([pages.next(), pages.next()])
  expect(shown()).toBe('a b c d')
  const kept = pages.rows.value[3]
  engine.ids = ['new', 'a', 'b', 'd', 'e']
  await changed()
  expect(shown()).toBe('new a b c d')
  await pages.next()
  expect(shown()).toBe('new a b c d e')
  expect(pages.more.value).toBe(false)
  await rested()
  expect(shown()).toBe('new a b d e')
  // What says the same is not drawn again.
  expect(pages.rows.value[3]).toBe(kept)
  const asked = engine.asked.length
  await pages.next()
  expect(engine.asked.length).toBe(asked)
  engine.said = 'at central'
  await changed()
  expect(shown()).toBe('new a b d e')
  await rested()
  expect(pages.rows.value.map((row) => (row as unknown as { said: string }).said)).toEqual(
    Array(5).fill('at central'),
  )
  close()
})

it('begins another list with its first page', async () => {
  const { search, pages, shown, close } = opened(['a1', 'a2', 'b1', 'b2', 'b3'])
  await settle()
  const late = pages.next()
  search.value = 'b'
  await nextTick()
  await late
  await settle()
  expect(shown()).toBe('b1 b2')
  close()
})

it('keeps what it has when a page does not come, and tries again when told', async () => {
  const { engine, pages, shown, changed, close } = opened(['a', 'b', 'c', 'd'])
  await settle()
  engine.fails = true
  await pages.next()
  await pages.next()
  expect(engine.asked.length).toBe(2)
  expect(pages.failure.value?.code).toBe('internal')
  expect(shown()).toBe('a b')
  engine.fails = false
  await pages.retry()
  expect(shown()).toBe('a b c d')
  expect(pages.failure.value).toBeNull()
  // The engine is away for a moment: nothing that is shown goes.
  engine.fails = true
  await changed()
  expect(shown()).toBe('a b c d')
  close()
})
