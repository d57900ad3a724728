import { computed } from 'vue'
import { createI18n, useI18n } from 'vue-i18n'
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

/** Words of the interface, and the data's own words in the language on screen. */
export function useWords() {
  const { t, te, locale } = useI18n()
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
    moment: (ms: number) => moment(ms, language.value),
    bytes,
  }
}
