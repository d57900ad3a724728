import { effectScope, shallowRef, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { chooseBackend, type Backend } from '../src/backend/backend'
import type { Command } from '../src/backend/shapes'
import type { Answer } from '../src/backend/types/Answer'
import type { AnswerChange } from '../src/backend/types/AnswerChange'
import type { CheckView } from '../src/backend/types/CheckView'
import { useAnswers, type Answers } from '../src/check/answers'

let said: Command[]
let stored: Map<string, Answer>
let fail: object | null
let scope: EffectScope
let answers: Answers
const view = shallowRef<CheckView | null>(null)

const changes = () =>
  said.flatMap((c): AnswerChange[] => (c.do === 'save_answers' ? c.changes : []))
function refresh(): Promise<void> {
  const rows = [...stored].map(([item, answer]) => ({
    item,
    answer,
    draft: true,
    supersedes: ['e1'],
    rivals: [],
  }))
  view.value = { answers: rows } as unknown as CheckView
  return Promise.resolve()
}

beforeEach(() => {
  vi.useFakeTimers()
  said = []
  stored = new Map([['a', { value: 'met', photos: ['p1'] }]])
  fail = null
  chooseBackend({
    execute: (command: Command) => {
      said.push(command)
      if (fail) return Promise.reject(fail)
      if (command.do === 'save_answers')
        for (const c of command.changes) stored.set(c.item, c.answer)
      return Promise.resolve({ topics: [] })
    },
  } as unknown as Backend)
  void refresh()
  scope = effectScope()
  scope.run(() => {
    answers = useAnswers('c1', { view, again: refresh } as never)
  })
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

it('saves a tap at once, with what was on screen and the photos the engine has', async () => {
  answers.set('g', 'a', { value: 'not_met' })
  expect(answers.answerOf('a').value).toBe('not_met')
  await vi.advanceTimersByTimeAsync(0)
  expect(changes()).toEqual([
    { item: 'a', answer: { value: 'not_met', photos: ['p1'] }, supersedes: ['e1'] },
  ])
})
it('saves typing when it pauses, once', async () => {
  for (const text of ['冷', '冷柜', '冷柜坏']) answers.type('g', 'b', { value: { text } })
  await vi.advanceTimersByTimeAsync(399)
  expect(changes()).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(changes().map((c) => c.answer.value)).toEqual([{ text: '冷柜坏' }])
})
it('saves typing at once when the field is left', async () => {
  answers.type('g', 'b', { remark: '半句' })
  void answers.flush()
  await vi.advanceTimersByTimeAsync(0)
  expect(changes().map((c) => c.answer.remark)).toEqual(['半句'])
})
it('keeps typed text when the check is read again', async () => {
  answers.type('g', 'a', { remark: '没打完' })
  await refresh()
  expect(answers.answerOf('a').remark).toBe('没打完')
})
it('keeps the words of a failed save and saves them again', async () => {
  fail = { code: 'disk_full', message: '' }
  answers.set('g', 'a', { remark: '要紧' })
  await vi.advanceTimersByTimeAsync(0)
  expect(answers.failureOf('a')?.code).toBe('disk_full')
  expect(answers.answerOf('a').remark).toBe('要紧')
  fail = null
  answers.retry('a')
  await vi.advanceTimersByTimeAsync(0)
  expect(answers.failureOf('a')).toBeNull()
  expect(stored.get('a')?.remark).toBe('要紧')
})
it('seals a group when another one is entered, and the last one when the screen is left', async () => {
  answers.set('g', 'a', { value: 'met' })
  answers.set('h', 'b', { value: 'met' })
  await vi.advanceTimersByTimeAsync(0)
  expect(said.map((c) => c.do)).toEqual(['save_answers', 'leave_group', 'save_answers'])
  scope.stop()
  await vi.advanceTimersByTimeAsync(0)
  expect(said[said.length - 1]?.do).toBe('leave_group')
})

it('holds what could not be saved past its page, and saves it when the page is opened again', async () => {
  fail = { code: 'disk_full', message: '' }
  answers.type('g', 'a', { remark: '台账' })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(answers.failureOf('a')?.code).toBe('disk_full')
  scope.stop()
  await vi.advanceTimersByTimeAsync(0)
  expect(changes()).toHaveLength(2)
  fail = null
  view.value = null
  scope = effectScope()
  scope.run(() => {
    answers = useAnswers('c1', { view, again: refresh } as never)
  })
  expect(answers.answerOf('a').remark).toBe('台账')
  await vi.advanceTimersByTimeAsync(0)
  expect(changes()).toHaveLength(2)
  await refresh()
  await vi.advanceTimersByTimeAsync(0)
  expect(changes().at(-1)).toMatchObject({
    item: 'a',
    answer: { remark: '台账' },
    supersedes: ['e1'],
  })
  expect(stored.get('a')?.remark).toBe('台账')
  scope.stop()
  scope = effectScope()
  scope.run(() => {
    answers = useAnswers('c1', { view, again: refresh } as never)
  })
  expect(answers.unsaved.value).toBe(false)
})
