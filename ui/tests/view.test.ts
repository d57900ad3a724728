import { effectScope, ref } from 'vue'
import { expect, it } from 'vitest'
import { chooseBackend, type Backend } from '../src/backend/backend'
import type { Query } from '../src/backend/types/Query'
import type { Topic } from '../src/backend/types/Topic'
import { gathering_ms, useView } from '../src/backend/view'

const settle = () => new Promise((done) => setTimeout(done, 0))
const gathered = () => new Promise((done) => setTimeout(done, gathering_ms + 10))

it('shows the last answer while asking again, and asks once for many changes', async () => {
  let tell: (topics: Topic[]) => void = () => {}
  let asked = 0
  let fail = false
  chooseBackend({
    query: (q: Query) => {
      asked++
      return fail
        ? Promise.reject({ code: 'internal', message: '' })
        : Promise.resolve({ view: q.get, n: asked })
    },
    onChanged: (l: typeof tell) => {
      tell = l
      return () => {}
    },
  } as unknown as Backend)
  const scope = effectScope()
  const shown = scope.run(() => useView(() => ({ get: 'today' })))!
  expect(shown.loading.value).toBe(true)
  await settle()
  expect(shown.view.value).toMatchObject({ n: 1 })
  tell(['figures'])
  await gathered()
  expect(asked).toBe(1)
  tell(['check'])
  tell(['sync'])
  tell(['finding'])
  expect(shown.view.value).toMatchObject({ n: 1 })
  await gathered()
  expect(asked).toBe(2)
  fail = true
  await shown.again()
  expect(shown.error.value?.code).toBe('internal')
  expect(shown.view.value).toMatchObject({ n: 2 })
  scope.stop()
})

it('drops the answer to an older question', async () => {
  const waiting: ((v: unknown) => void)[] = []
  chooseBackend({
    query: () => new Promise((done) => waiting.push(done)),
    onChanged: () => () => {},
  } as unknown as Backend)
  const id = ref('a')
  const scope = effectScope()
  const shown = scope.run(() => useView(() => ({ get: 'check', check: id.value })))!
  id.value = 'b'
  await settle()
  waiting[0]!({ id: 'a' })
  await settle()
  expect(shown.view.value).toBeNull()
  waiting[1]!({ id: 'b' })
  await settle()
  expect(shown.view.value).toMatchObject({ id: 'b' })
  scope.stop()
})
