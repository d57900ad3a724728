import type { Language } from './index'

const locale = { zh: 'zh-CN', en: 'en-GB' } as const
const made = new Map<string, Intl.DateTimeFormat>()

/**
 * Days and times are the installation's, wherever the machine believes to be; until it is known
 * which that is, the machine's own.
 */
let ahead_min = -new Date().getTimezoneOffset()
export function follow(utc_offset_min: number): void {
  ahead_min = utc_offset_min
}
/** The same reading of the clock, as if that were UTC. */
const there = (ms: number): number => ms + ahead_min * 60_000

function format(language: Language, name: string, options: Intl.DateTimeFormatOptions) {
  const key = language + name
  let f = made.get(key)
  if (!f)
    made.set(key, (f = new Intl.DateTimeFormat(locale[language], { timeZone: 'UTC', ...options })))
  return f
}

/** 14:05 */
export function time(ms: number, language: Language): string {
  const f = format(language, 'time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return f.format(there(ms))
}

/** 2026年3月16日 14:05 */
export function dateTime(ms: number, language: Language): string {
  const date = format(language, 'date', { year: 'numeric', month: 'long', day: 'numeric' })
  return `${date.format(there(ms))} ${time(ms, language)}`
}

/** Today only the time, this year without the year. */
export function moment(ms: number, language: Language, now = Date.now()): string {
  const [then, today] = [dayOf(ms), dayOf(now)]
  if (then === today) return time(ms, language)
  if (then.slice(0, 4) !== today.slice(0, 4)) return dateTime(ms, language)
  const date = format(language, 'short', {
    month: language === 'zh' ? 'long' : 'short',
    day: 'numeric',
  })
  // Never broken over two lines.
  return `${date.format(there(ms))} ${time(ms, language)}`.replace(/ /g, '\u00a0')
}

/** A calendar day `2026-03-16` as 3月16日; the year only where it is another one. */
export function dayText(day: string, language: Language, now = Date.now()): string {
  const [year, month, date] = day.split('-').map(Number)
  if (!year || !month || !date) return day
  const other = year !== Number(dayOf(now).slice(0, 4))
  const f = format(language, other ? 'day-year' : 'day', {
    ...(other ? { year: 'numeric' as const } : {}),
    month: 'long',
    day: 'numeric',
  })
  return f.format(Date.UTC(year, month - 1, date))
}

/** A calendar day with its weekday: 11月28日 周六. */
export function weekdayText(day: string, language: Language, now = Date.now()): string {
  const [year, month, date] = day.split('-').map(Number)
  if (!year || !month || !date) return day
  const name = format(language, 'weekday', { weekday: 'short' }).format(
    Date.UTC(year, month - 1, date),
  )
  const rest = dayText(day, language, now)
  return language === 'zh' ? `${rest} ${name}` : `${name} ${rest}`
}

/** The day of a moment. */
export function dayOf(ms: number): string {
  return new Date(there(ms)).toISOString().slice(0, 10)
}

export function today(): string {
  return dayOf(Date.now())
}

export function daysFrom(day: string, days: number): string {
  const [year, month, date] = day.split('-').map(Number)
  const then = new Date(Date.UTC(year ?? 1970, (month ?? 1) - 1, (date ?? 1) + days))
  return then.toISOString().slice(0, 10)
}

export function bytes(n: number): string {
  if (n < 1000) return `${n} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = n / 1000
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}
