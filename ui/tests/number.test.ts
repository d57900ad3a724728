import { expect, it } from 'vitest'
import { scaled, unscaled } from '../src/check/number'

it('reads a number as an integer of its last decimal', () => {
  expect(scaled('-18.5', 1)).toBe(-185)
  expect(scaled('−18', 1)).toBe(-180)
  expect(scaled('.5', 2)).toBe(50)
  expect(scaled('7', 0)).toBe(7)
  expect(scaled('0.29', 2)).toBe(29)
  expect(scaled('-0', 1)).toBe(0)
})
it('refuses what is no number or too exact', () => {
  for (const text of ['', 'a', '1.2.3', '--1', '-']) expect(scaled(text, 1)).toBeUndefined()
  expect(scaled('1.25', 1)).toBeUndefined()
  expect(scaled('1.50', 1)).toBe(15)
})
it('writes it back', () => {
  expect(unscaled(-185, 1)).toBe('-18.5')
  expect(unscaled(5, 2)).toBe('0.05')
  expect(unscaled(7, 0)).toBe('7')
})
