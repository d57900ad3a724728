import { effectScope, nextTick, ref } from 'vue'
import { expect, it } from 'vitest'
import { afterPaint } from '../src/parts/afterPaint'

it('lets a tap be painted first, and does not wait for what is urgent', async () => {
  const [taps, list] = [ref(0), ref('a')]
  let made = 0
  const scope = effectScope()
  const late = scope.run(() =>
    afterPaint(
      (before?: string) => {
        made++
        return `${list.value}${taps.value}${before ? '' : ' first'}`
      },
      () => list.value,
    ),
  )!
  expect(late.value).toBe('a0 first')
  taps.value = 1
  taps.value = 2
  await nextTick()
  expect(late.value).toBe('a0 first')
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 5)))
  expect(late.value).toBe('a2')
  list.value = 'b'
  expect(late.value).toBe('b2')
  scope.stop()
  expect(made).toBeGreaterThan(2)
})
