import { beforeEach, expect, it, vi } from 'vitest'
import { chooseBackend, type Backend } from '../src/backend/backend'
import type { PhotoTarget } from '../src/backend/types/PhotoTarget'
import { Rooms } from '../src/camera/intake'
import { Shots } from '../src/camera/shots'
import { cameraFor, targetOf } from '../src/camera/target'

let taken: { name: string; target: PhotoTarget }[]
let fail: (name: string) => object | null
/** Photos being made ready, by name; each is done when it is told so. */
let preparing: Map<string, () => void>
let byHand: boolean
/** The engine takes a photo in, but cannot keep it. */
let refuse: (name: string) => object | null
let rooms: Rooms
let shots: Shots
const settle = () => vi.waitFor(() => expect(shots.waiting.length).toBe(0))
const under = (...names: string[]) => vi.waitFor(() => expect([...preparing.keys()]).toEqual(names))
const file = (name: string, bytes = 7) =>
  new File(['x'.repeat(bytes)], name, { type: 'image/jpeg' })

beforeEach(() => {
  taken = []
  preparing = new Map()
  byHand = false
  fail = () => null
  refuse = () => null
  shots = new Shots('c1', (rooms = new Rooms(2, 100)))
  const names: string[] = []
  chooseBackend({
    preparePhoto: async (_check: string, { name }: File) => {
      const ready = new Promise<void>((done) => preparing.set(name, done))
      if (!byHand) preparing.get(name)?.()
      await ready
      preparing.delete(name)
      const why = fail(name)
      if (why) throw why
      return names.push(name) - 1
    },
    keepPhoto: async (_check: string, target: PhotoTarget, prepared: number) => {
      await Promise.resolve()
      const name = names[prepared] ?? ''
      const why = refuse(name)
      if (why) throw why
      taken.push({ name, target })
      return { topics: [], made: `id-${name}` }
    },
  } as unknown as Backend)
})

it('makes two ready at once, and keeps them in the order they were taken', async () => {
  byHand = true
  for (const name of ['a', 'b', 'c']) shots.add(file(name), 'unsorted')
  await under('a', 'b')
  preparing.get('b')?.()
  await under('a')
  expect(taken).toEqual([])
  preparing.get('a')?.()
  await under('c')
  preparing.get('c')?.()
  await settle()
  expect(taken.map((t) => t.name)).toEqual(['a', 'b', 'c'])
})

it('holds no more bytes than it may, but takes one that is larger than all', async () => {
  byHand = true
  const sizes = { a: 60, b: 60, c: 500, d: 10 }
  for (const [name, bytes] of Object.entries(sizes)) shots.add(file(name, bytes), 'unsorted')
  for (const name of Object.keys(sizes)) {
    await under(name)
    preparing.get(name)?.()
  }
  await settle()
  expect(taken.map((t) => t.name)).toEqual(['a', 'b', 'c', 'd'])
})

it('takes shots in one after another, in the order they were taken', async () => {
  for (const name of ['a', 'b', 'c']) shots.add(file(name), 'unsorted')
  expect(shots.waiting.length).toBe(3)
  await settle()
  expect(taken.map((t) => t.name)).toEqual(['a', 'b', 'c'])
  expect(shots.kept.map((s) => s.id)).toEqual(['id-a', 'id-b', 'id-c'])
})

it('lets go of a file only when the engine has it', async () => {
  fail = (name) => (name === 'b' ? { code: 'disk_full', message: '' } : null)
  for (const name of ['a', 'b', 'c']) shots.add(file(name), { item: 'x' })
  await settle()
  expect(taken.map((t) => t.name)).toEqual(['a', 'c'])
  expect(shots.failed.map((s) => [s.name, s.failure?.code])).toEqual([['b', 'disk_full']])
  expect(shots.failed[0]?.file).toBeInstanceOf(File)
  expect(shots.kept.every((s) => s.file === null)).toBe(true)
  fail = () => null
  shots.retry(shots.failed[0]!)
  await settle()
  expect(taken.at(-1)).toEqual({ name: 'b', target: { item: 'x' } })
})

it('goes on after one that could not be kept, and gives its room back', async () => {
  refuse = (name) => (name === 'b' ? { code: 'disk_full', message: '' } : null)
  for (const name of ['a', 'b', 'c', 'd']) shots.add(file(name), 'unsorted')
  await settle()
  expect(taken.map((t) => t.name)).toEqual(['a', 'c', 'd'])
  expect(shots.failed.map((s) => s.failure?.code)).toEqual(['disk_full'])
  await rooms.idle(60_000)
  const both = await Promise.all([rooms.enter(50), rooms.enter(50)])
  let idle = false
  void rooms.idle(60_000).then(() => (idle = true))
  both[0]()
  // Given back twice is given back once.
  both[0]()
  await Promise.resolve()
  expect(idle).toBe(false)
  both[1]()
  await vi.waitFor(() => expect(idle).toBe(true))
})

it('puts a shot to be sorted when its finding has gone', async () => {
  fail = () => ({ code: 'not_found', message: '' })
  shots.add(file('a'), { finding: 'f1' })
  await settle()
  fail = () => null
  shots.retry(shots.failed[0]!)
  await settle()
  expect(taken).toEqual([{ name: 'a', target: 'unsorted' }])
})

it('gives up those not begun, and finishes those that are being saved', async () => {
  byHand = true
  for (const name of ['a', 'b', 'c', 'd']) shots.add(file(name), 'unsorted')
  await under('a', 'b')
  shots.cancel()
  preparing.forEach((ready) => ready())
  await settle()
  expect(taken.map((t) => t.name)).toEqual(['a', 'b'])
  expect(shots.all.map((s) => s.name)).toEqual(['a', 'b'])
  // What comes later has room again.
  shots.add(file('e'), 'unsorted')
  await under('e')
  preparing.get('e')?.()
  await settle()
  expect(taken.at(-1)?.name).toBe('e')
})

it('counts anew on the next visit but keeps what failed', async () => {
  fail = (name) => (name === 'b' ? { code: 'disk_full', message: '' } : null)
  for (const name of ['a', 'b']) shots.add(file(name), 'unsorted')
  await settle()
  shots.rest()
  expect(shots.all.map((s) => s.name)).toEqual(['b'])
})

it('finds its target again in the address', () => {
  const targets: PhotoTarget[] = [
    'unsorted',
    { item: 'i' },
    { finding: 'f' },
    { finding_after: 'f' },
  ]
  for (const target of targets) {
    const to = cameraFor('c1', target) as { query?: Record<string, string> }
    expect(targetOf(to.query ?? {})).toEqual(target)
  }
})
