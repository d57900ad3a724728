import { expect, it } from 'vitest'
import {
  bytes,
  dateTime,
  dayOf,
  dayText,
  daysFrom,
  follow,
  moment,
  weekdayText,
} from '../src/words/time'

it('writes dates the Chinese way', () => {
  follow(480)
  const ms = Date.parse('2026-03-16T06:05:00Z')
  const january = Date.parse('2026-01-01T00:00:00Z')
  expect(dateTime(ms, 'zh')).toBe('2026年3月16日 14:05')
  expect(dateTime(ms, 'en')).toBe('16 March 2026 14:05')
  expect(dayText('2026-03-18', 'zh', january)).toBe('3月18日')
  expect(dayText('2025-03-18', 'zh', january)).toBe('2025年3月18日')
  expect(weekdayText('2026-11-28', 'zh', january)).toBe('11月28日 周六')
  expect(weekdayText('2026-11-28', 'en', january)).toBe('Sat 28 November')
})
it("reads days and times at the installation's clock", () => {
  const late = Date.parse('2026-03-16T23:30:00Z')
  follow(480)
  expect(dayOf(late)).toBe('2026-03-17')
  expect(moment(late, 'zh', late + 3_600_000)).toBe('07:30')
  // After another moment: with its day if that is another one.
  expect(moment(late, 'zh', late - 12 * 3_600_000)).toBe('3月17日\u00a007:30')
  follow(-60)
  expect(dayOf(late)).toBe('2026-03-16')
  expect(dateTime(late, 'en')).toBe('16 March 2026 22:30')
})
it('counts days over the end of a month', () => {
  expect(daysFrom('2026-02-27', 3)).toBe('2026-03-02')
})
it('says sizes in few digits', () => {
  expect(bytes(999)).toBe('999 B')
  expect(bytes(1_234_567)).toBe('1.2 MB')
  expect(bytes(183_000_000)).toBe('183 MB')
})
