import { expect, it } from 'vitest'
import { frequentReason } from '../src/check/voided'

it('knows a frequent reason again in whichever language it was given', () => {
  expect(frequentReason('模糊')).toBe('blurred')
  expect(frequentReason('Blurred')).toBe('blurred')
  expect(frequentReason('镜头上有水汽')).toBeUndefined()
})
