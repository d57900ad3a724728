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

/** A pane over three findings; `execute` answers for the engine. */
function opened(
  execute: (c: { do: string; check?: string; finding?: string }) => Promise<unknown>,
) {
  vi.useFakeTimers()
  const asked: string[] = []
  chooseBackend({
    query: (q: { get: string; finding: string }) => {
      if (q.get !== 'finding') return Promise.resolve({ rows: [] })
      asked.push(q.finding)
      return Promise.resolve(findingView(findingRows.find((f) => f.id === q.finding)!))
    },
    execute,
    onChanged: () => () => {},
    photoUrl: (id: string) => `about:blank#${id}`,
  } as unknown as Backend)
  const scope = effectScope()
  const judging = scope.run(() => useJudging())!
  const several = { on: ref(false), picked: ref([]), why: () => null } as unknown
  const pane = mount(JudgePane, {
    props: { id: one, next: two, judging, several: several as ReturnType<typeof useSeveral> },
    global: { plugins: [words, router] },
  })
  const end = () => {
    pane.unmount()
    scope.stop()
  }
  return { pane, judging, asked, end }
}
const [one, two, three] = ['f5', 'f6', 'f7'] as string[] as [string, string, string]

it('draws the next finding behind this one, and opens its check only when it comes to the front', async () => {
  const looked: string[] = []
  const { pane, asked, end } = opened((c) => {
    if (c.do === 'open_check') looked.push(c.check!)
    return Promise.resolve({ topics: [] })
  })
  const front = () => pane.findAll('[data-testid="judge-pane"]').map((e) => e.attributes('data-id'))
  const checks = (...ids: string[]) => ids.map((id) => findingRows.find((f) => f.id === id)!.check)
  await turn()
  expect(front()).toEqual([one])
  expect(asked).toEqual([one, two])
  expect(pane.find('[inert]').html()).toContain(findingRows.find((f) => f.id === two)!.text)
  expect(looked).toEqual(checks(one))
  await pane.setProps({ id: two, next: three })
  // Without asking or waiting for anything.
  expect(front()).toEqual([two])
  expect(asked).toEqual([one, two])
  await turn()
  expect(asked).toEqual([one, two, three])
  expect(looked).toEqual(checks(one, two))
  // Something else than what was foreseen: nothing is shown before its own answer.
  await pane.setProps({ id: one })
  expect(front()).toEqual([])
  await turn()
  expect(front()).toEqual([one])
  end()
})
it('goes on before the engine has answered, and comes back with the reason when it refuses', async () => {
  const answers: ((failure?: unknown) => void)[] = []
  const { pane, judging, end } = opened((c) =>
    c.do === 'judge_finding'
      ? new Promise((done, refuse) => answers.push((why) => (why ? refuse(why) : done({}))))
      : Promise.resolve({ topics: [] }),
  )
  const approve = () =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }))
  await turn()
  approve()
  expect(pane.emitted('judged')).toHaveLength(1)
  await pane.setProps({ id: two, next: three })
  await turn()
  // The next key does not wait for the first answer, but its verdict does.
  approve()
  expect(pane.emitted('judged')).toHaveLength(2)
  await pane.setProps({ id: three, next: one })
  expect(answers).toHaveLength(1)
  answers[0]!()
  await turn()
  expect(answers).toHaveLength(2)
  expect(pane.emitted('refused')).toBeUndefined()
  answers[1]!({ code: 'stale', message: '' })
  await turn()
  expect(pane.emitted('refused')).toEqual([[two]])
  expect(judging.failure.value?.code).toBe('stale')
  expect(judging.last.value?.subjects).toEqual([one])
  end()
})

it('takes the keys for the next finding while the verdict on this one is still being written', async () => {
  const said: string[] = []
  const answers: (() => void)[] = []
  const { pane, end } = opened((c) => {
    if (c.do !== 'judge_finding') return Promise.resolve({ topics: [] })
    said.push(c.finding!)
    return new Promise((done) => answers.push(() => done({ topics: [] })))
  })
  const press = (key: string) =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  await turn()
  press('a')
  await pane.setProps({ id: two, next: three })
  // A slow disk: longer than keys stay as they are.
  await vi.advanceTimersByTimeAsync(1_000)
  press('r')
  await turn()
  expect(document.querySelector('[data-testid="return-go"]')).not.toBeNull()
  expect(said).toEqual([one])
  document.querySelector<HTMLElement>('[data-testid="reason-unclear_photo"]')!.click()
  await turn()
  document.querySelector<HTMLElement>('[data-testid="return-go"]')!.click()
  await turn()
  // In their order: the second one waits for the first.
  expect(said).toEqual([one])
  answers.shift()!()
  await turn()
  expect(said).toEqual([one, two])
  answers.shift()!()
  await turn()
  expect(pane.emitted('judged')).toHaveLength(2)
  end()
})
