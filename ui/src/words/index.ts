import { computed } from 'vue'
import { createI18n } from 'vue-i18n'
import type { Bilingual } from '../backend/types/Bilingual'
import type { Failure } from '../backend/failure'
import { en } from './en'
import { bytes, dateTime, dayText, moment, time, weekdayText } from './time'
import { zh } from './zh'

export type Language = 'zh' | 'en'

export const words = createI18n({
  legacy: false,
  locale: 'zh',
  fallbackLocale: 'zh',
  messages: { zh, en },
  missingWarn: false,
  fallbackWarn: false,
})

/** A page draws the same hundreds of words again and again; making them is most of its work. */
const said = new Map<string, string>()
const t = ((key: string, ...values: []) => {
  const which = `${words.global.locale.value} ${key} ${values.length ? JSON.stringify(values) : ''}`
  const known = said.get(which)
  if (known !== undefined) return known
  const made = words.global.t(key, ...values)
  if (said.size > 5_000) said.clear()
  said.set(which, made)
  return made
}) as typeof words.global.t

/** Words of the interface, and the data's own words in the language on screen. */
export function useWords() {
  const { te, locale } = words.global
  const language = computed<Language>(() => (locale.value === 'zh' ? 'zh' : 'en'))
  return {
    t,
    language,
    both: (text: Bilingual | undefined | null): string =>
      text ? text[language.value] || text.zh || text.en : '',
    why: (failure: Failure): string => {
      const key = failure.refusal ? `refusal.${failure.refusal}` : `error.${failure.code}`
      return t(te(key, 'zh') ? key : 'error.internal')
    },
    dateTime: (ms: number) => dateTime(ms, language.value),
    time: (ms: number) => time(ms, language.value),
    day: (day: string) => dayText(day, language.value),
    weekday: (day: string) => weekdayText(day, language.value),
    /** 1小时10分 */
    hoursMinutes: (min: number): string => {
      const [h, m] = [Math.floor(min / 60), min % 60]
      if (!h) return t('queue.m', { m })
      return m ? t('queue.h_m', { h, m }) : t('queue.h', { h })
    },
    /** `beside`: a moment that is said before it; its day is not said again. */
    moment: (ms: number, beside?: number) => moment(ms, language.value, beside),
    bytes,
  }
}
