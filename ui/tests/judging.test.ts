import { effectScope } from 'vue'
import { afterEach, expect, it, vi } from 'vitest'
import { chooseBackend, type Backend } from '../src/backend/backend'
import type { Command } from '../src/backend/shapes'
import { useJudging } from '../src/queue/judging'

afterEach(() => vi.useRealTimers())

function start() {
  vi.useFakeTimers()
  const said: string[] = []
  chooseBackend({
    execute: (c: Command) => {
      said.push(c.do)
      return Promise.resolve({ topics: [] })
    },
  } as unknown as Backend)
  const scope = effectScope()
  const judging = scope.run(() => useJudging())!
  const approve = (finding: string) =>
    judging.judge(
      { do: 'judge_finding', finding, base: [], version: 'v', ruling: 'approved' },
      'approved',
      finding,
    )
  return { said, scope, judging, approve }
}

it('seals a verdict ten seconds after it was given', async () => {
  const { said, judging, approve, scope } = start()
  await approve('f1')
  await vi.advanceTimersByTimeAsync(9_500)
  expect(said).toEqual(['judge_finding'])
  expect(judging.seconds.value).toBe(1)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(said).toEqual(['judge_finding', 'seal_judgements'])
  scope.stop()
})
it('undoes the newest first, and never seals one that was undone', async () => {
  const { said, judging, approve, scope } = start()
  await approve('f1')
  await approve('f2')
  expect(await judging.undo()).toBe('f2')
  expect(judging.last.value?.subjects).toEqual(['f1'])
  expect(await judging.undo()).toBe('f1')
  scope.stop()
  expect(said.filter((d) => d === 'seal_judgements')).toEqual([])
})
it('seals when the page is left', async () => {
  const { said, approve, scope } = start()
  await approve('f1')
  scope.stop()
  expect(said).toEqual(['judge_finding', 'seal_judgements'])
})
