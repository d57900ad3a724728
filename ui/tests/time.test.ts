import { expect, it } from 'vitest'
import { bytes, dateTime, dayText, daysFrom, weekdayText } from '../src/words/time'

it('writes dates the Chinese way', () => {
  const ms = new Date(2026, 2, 16, 14, 5).getTime()
  expect(dateTime(ms, 'zh')).toBe('2026年3月16日 14:05')
  expect(dateTime(ms, 'en')).toBe('16 March 2026 14:05')
  expect(dayText('2026-03-18', 'zh', new Date(2026, 0, 1))).toBe('3月18日')
  expect(dayText('2025-03-18', 'zh', new Date(2026, 0, 1))).toBe('2025年3月18日')
  expect(weekdayText('2026-11-28', 'zh', new Date(2026, 0, 1))).toBe('11月28日 周六')
  expect(weekdayText('2026-11-28', 'en', new Date(2026, 0, 1))).toBe('Sat 28 November')
})
it('counts days over the end of a month', () => {
  expect(daysFrom('2026-02-27', 3)).toBe('2026-03-02')
})
it('says sizes in few digits', () => {
  expect(bytes(999)).toBe('999 B')
  expect(bytes(1_234_567)).toBe('1.2 MB')
  expect(bytes(183_000_000)).toBe('183 MB')
})
