import { effectScope, nextTick, shallowRef } from 'vue'
import { afterEach, expect, it, vi } from 'vitest'
import { chooseBackend, type Backend } from '../src/backend/backend'
import type { Command } from '../src/backend/shapes'
import type { FindingRow } from '../src/backend/types/FindingRow'
import type { QueueView } from '../src/backend/types/QueueView'
import { useJudging } from '../src/queue/judging'
import { most, useSeveral } from '../src/queue/several'
import { findingRows } from './fake/data'

afterEach(() => vi.useRealTimers())

const row = (id: string, part: Partial<FindingRow> = {}): FindingRow => ({
  ...findingRows[1]!,
  id,
  looked_at: true,
  ...part,
})
const view = (findings: FindingRow[]): QueueView => ({
  findings,
  suggestions: [],
  waiting: findings.length,
  key: 0,
  judged: [],
  summary_in_min: 0,
  more: false,
})
/** Nobody's own finding is among the rows. */
const nobody = () => undefined

it('takes no key finding, none whose photos were not seen, none that is judged already', () => {
  const rows = [
    row('a'),
    row('b', { key: true }),
    row('c', { looked_at: false }),
    row('d', { judging: true }),
  ]
  const several = useSeveral(shallowRef(view(rows)), nobody)
  expect(rows.map((r) => several.why(r))).toEqual([null, 'key', 'looked', 'judging'])
  for (const r of rows) several.toggle(r.id)
  expect(several.picked.value).toEqual(['a'])
  several.toggle('a')
  expect(several.picked.value).toEqual([])
})
it('takes none that the lead recorded', () => {
  const mine = { id: 'u1', name: '陈立衡' }
  const rows = [row('a', { by: mine }), row('b', { by: { id: 'u2', name: '林晓舟' } })]
  const several = useSeveral(shallowRef(view(rows)), () => mine.id)
  several.all()
  expect(several.picked.value).toEqual(['b'])
  expect(several.why(rows[0]!)).toBe('own')
})
it('takes twenty at most, and says so of the next', () => {
  const rows = Array.from({ length: most + 2 }, (_, n) => row(`r${n}`))
  const several = useSeveral(shallowRef(view(rows)), nobody)
  several.all()
  expect(several.picked.value).toHaveLength(most)
  expect(several.why(rows[most]!)).toBe('full')
  several.toggle(`r${most}`)
  expect(several.picked.value).toHaveLength(most)
  expect(several.why(rows[0]!)).toBeNull()
})
it('lets go of what changes meanwhile', async () => {
  const queue = shallowRef<QueueView | null>(view([row('a'), row('b'), row('c')]))
  const several = useSeveral(queue, nobody)
  several.all()
  queue.value = view([row('a', { looked_at: false, version: 'v2' }), row('b')])
  await nextTick()
  expect(several.picked.value).toEqual(['b'])
})

function judge(not_done: string[], sealed: string[] = []) {
  vi.useFakeTimers()
  const said: Command[] = []
  chooseBackend({
    execute: (c: Command) => {
      said.push(c)
      if (c.do === 'undo_judgement' && sealed.includes(c.subject))
        return Promise.reject({ code: 'stale', message: '' })
      return Promise.resolve({
        topics: [],
        ...(c.do === 'judge_several'
          ? { not_done: not_done.map((subject) => ({ subject, why: 'version_changed' as const })) }
          : {}),
      })
    },
  } as unknown as Backend)
  const scope = effectScope()
  const judging = scope.run(() => useJudging())!
  const several = { do: 'judge_several', findings: ['a', 'b', 'c'], ruling: 'approved' } as const
  const go = () =>
    judging.judgeSeveral({ ...several, findings: [...several.findings] }, 'approved', (n) => `${n}`)
  return { said, scope, judging, go }
}

it('keeps back those that were done, and undoes each of them', async () => {
  const { said, scope, judging, go } = judge(['b'])
  expect(await go()).toEqual([{ subject: 'b', why: 'version_changed' }])
  expect(judging.last.value).toMatchObject({ subjects: ['a', 'c'], text: '2' })
  expect(await judging.undo()).toBe('a')
  expect(said.slice(1)).toEqual([
    { do: 'undo_judgement', subject: 'a' },
    { do: 'undo_judgement', subject: 'c' },
  ])
  expect(judging.last.value).toBeNull()
  scope.stop()
  expect(said).toHaveLength(3)
})
it('keeps nothing back where nothing was done', async () => {
  const { judging, scope, go } = judge(['a', 'b', 'c'])
  await go()
  expect(judging.last.value).toBeNull()
  scope.stop()
})
it('says of one that was sealed already, and undoes the others', async () => {
  const { judging, scope, go } = judge([], ['b'])
  await go()
  expect(await judging.undo()).toBe('a')
  expect(judging.failure.value?.code).toBe('stale')
  expect(judging.last.value?.subjects).toEqual(['b'])
  scope.stop()
})
