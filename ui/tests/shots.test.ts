import { beforeEach, expect, it, vi } from 'vitest'
import { chooseBackend, type Backend } from '../src/backend/backend'
import type { PhotoTarget } from '../src/backend/types/PhotoTarget'
import { Shots } from '../src/camera/shots'
import { cameraFor, targetOf } from '../src/camera/target'

let taken: { name: string; target: PhotoTarget }[]
let fail: (name: string) => object | null
let shots: Shots
const settle = () => vi.waitFor(() => expect(shots.waiting.length).toBe(0))
const file = (name: string) => new File(['picture'], name, { type: 'image/jpeg' })

beforeEach(() => {
  taken = []
  fail = () => null
  shots = new Shots('c1')
  chooseBackend({
    importPhoto: async (_check: string, target: PhotoTarget, { name }: File) => {
      await Promise.resolve()
      const why = fail(name)
      if (why) throw why
      taken.push({ name, target })
      return { topics: [], made: `id-${name}` }
    },
  } as unknown as Backend)
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

it('puts a shot to be sorted when its finding has gone', async () => {
  fail = () => ({ code: 'not_found', message: '' })
  shots.add(file('a'), { finding: 'f1' })
  await settle()
  fail = () => null
  shots.retry(shots.failed[0]!)
  await settle()
  expect(taken).toEqual([{ name: 'a', target: 'unsorted' }])
})

it('gives up those not begun, and finishes the one that is being saved', async () => {
  for (const name of ['a', 'b', 'c']) shots.add(file(name), 'unsorted')
  shots.cancel()
  await settle()
  expect(taken.map((t) => t.name)).toEqual(['a'])
  expect(shots.all.map((s) => s.name)).toEqual(['a'])
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
