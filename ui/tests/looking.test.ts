import { effectScope, nextTick, ref, shallowRef } from 'vue'
import { afterEach, expect, it, vi } from 'vitest'
import { chooseBackend, type Backend } from '../src/backend/backend'
import type { Command, FindingView } from '../src/backend/shapes'
import { useLooking } from '../src/queue/looking'
import { findingRows, findingView } from './fake/data'

afterEach(() => vi.useRealTimers())

function open(id: string, part: Partial<FindingView> = {}, here = () => true) {
  const said: Command[] = []
  chooseBackend({
    execute: (c: Command) => {
      said.push(c)
      return Promise.resolve({ topics: [] })
    },
  } as unknown as Backend)
  const finding = shallowRef<FindingView | null>({
    ...findingView(findingRows.find((f) => f.id === id)!),
    ...part,
  })
  const scope = effectScope()
  return { said, finding, scope, ...scope.run(() => useLooking(finding, here))! }
}

it('tells the engine once all photos of the version were seen, and only once', async () => {
  const { said, shown, left, finding, scope } = open('f5')
  expect(left.value).toHaveLength(4)
  for (const p of ['f5-p1', 'f5-p2', 'f5-p3']) shown(p)
  await nextTick()
  expect(said).toEqual([])
  shown('f5-p4')
  await nextTick()
  const look = { do: 'look_at', finding: 'f5', base: ['e1'], version: 'v1' }
  expect(said).toEqual([look])
  finding.value = { ...finding.value! }
  await nextTick()
  expect(said).toHaveLength(1)
  finding.value = { ...finding.value, version: 'v2', revision: ['e2'] }
  await nextTick()
  expect(said[1]).toEqual({ ...look, base: ['e2'], version: 'v2' })
  scope.stop()
})
it('counts no photo that is not here at full size', async () => {
  const { said, left, absent, scope } = open('f6')
  expect(left.value).toEqual([])
  expect(absent.value).toEqual(['f6-gone', 'f6-small'])
  await nextTick()
  expect(said).toEqual([])
  scope.stop()
})
it('takes a moment for a finding without photos', async () => {
  vi.useFakeTimers()
  const { said, scope } = open('f7')
  await vi.advanceTimersByTimeAsync(900)
  expect(said).toEqual([])
  await vi.advanceTimersByTimeAsync(200)
  expect(said.map((c) => c.do)).toEqual(['look_at'])
  scope.stop()
})
it('says nothing of a finding that one may not judge', async () => {
  vi.useFakeTimers()
  const { said, scope } = open('f4')
  await vi.advanceTimersByTimeAsync(2000)
  expect(said).toEqual([])
  scope.stop()
})
it('counts what lies there only once it is looked at', async () => {
  const here = ref(false)
  const { said, shown, left, scope } = open('f5', {}, () => here.value)
  for (const p of ['f5-p1', 'f5-p2', 'f5-p3', 'f5-p4']) shown(p)
  await nextTick()
  expect(left.value).toHaveLength(4)
  expect(said).toEqual([])
  here.value = true
  await nextTick()
  await nextTick()
  expect(left.value).toEqual([])
  expect(said.map((c) => c.do)).toEqual(['look_at'])
  scope.stop()
})
