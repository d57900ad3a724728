import { mount } from '@vue/test-utils'
import { effectScope, nextTick, ref } from 'vue'
import { afterEach, expect, it, vi } from 'vitest'
import { chooseBackend, type Backend } from '../src/backend/backend'
import JudgePane from '../src/queue/JudgePane.vue'
import { useJudging } from '../src/queue/judging'
import type { useSeveral } from '../src/queue/several'
import { router } from '../src/routes'
import { words } from '../src/words'
import { findingRows, findingView } from './fake/data'

afterEach(() => vi.useRealTimers())

const turn = async () => {
  await vi.advanceTimersByTimeAsync(50)
  await nextTick()
}

it('draws the next finding behind this one, and opens its check only when it comes to the front', async () => {
  vi.useFakeTimers()
  const asked: string[] = []
  const opened: string[] = []
  chooseBackend({
    query: (q: { finding: string }) => {
      asked.push(q.finding)
      return Promise.resolve(findingView(findingRows.find((f) => f.id === q.finding)!))
    },
    execute: (c: { do: string; check?: string }) => {
      if (c.do === 'open_check') opened.push(c.check!)
      return Promise.resolve({ topics: [] })
    },
    onChanged: () => () => {},
    photoUrl: (id: string) => `about:blank#${id}`,
  } as unknown as Backend)
  const scope = effectScope()
  const several = { on: ref(false), picked: ref([]), why: () => null } as unknown
  const [one, two, three] = ['f5', 'f6', 'f7'] as const
  const pane = mount(JudgePane, {
    props: {
      id: one as string,
      next: two as string,
      judging: scope.run(() => useJudging())!,
      several: several as ReturnType<typeof useSeveral>,
    },
    global: { plugins: [words, router] },
  })
  const front = () => pane.findAll('[data-testid="judge-pane"]').map((e) => e.attributes('data-id'))
  const checks = (...ids: string[]) => ids.map((id) => findingRows.find((f) => f.id === id)!.check)
  await turn()
  expect(front()).toEqual([one])
  expect(asked).toEqual([one, two])
  expect(pane.find('.behind').html()).toContain(findingRows.find((f) => f.id === two)!.text)
  expect(opened).toEqual(checks(one))
  await pane.setProps({ id: two, next: three })
  // Without asking or waiting for anything.
  expect(front()).toEqual([two])
  expect(asked).toEqual([one, two])
  await turn()
  expect(asked).toEqual([one, two, three])
  expect(opened).toEqual(checks(one, two))
  // Something else than what was foreseen: nothing is shown before its own answer.
  await pane.setProps({ id: one })
  expect(front()).toEqual([])
  await turn()
  expect(front()).toEqual([one])
  pane.unmount()
  scope.stop()
})
