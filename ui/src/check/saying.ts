import type { Answer } from '../backend/types/Answer'
import type { Item } from '../backend/types/Item'
import type { NumberItem } from '../backend/types/NumberItem'
import { useWords } from '../words'
import { unscaled } from './number'

/** An answer in words. */
export function useSaying() {
  const { t, both, language } = useWords()
  return (item: Item, answer: Answer): string => {
    const { value } = answer
    if (!value) return t('answer.none')
    if (value === 'photos') return t('answer.photos', { n: answer.photos?.length ?? 0 })
    if (typeof value === 'string') return t(`answer.${value}`)
    if ('text' in value) return value.text
    if ('date_time' in value) return value.date_time.replace('T', ' ')
    const { kind } = item
    if ('number' in value) {
      if (typeof kind !== 'object' || !('number' in kind)) return String(value.number)
      return `${unscaled(value.number, kind.number.decimals)} ${both(kind.number.unit)}`
    }
    const ids = 'choice' in value ? [value.choice] : value.choices
    const choices =
      typeof kind !== 'object'
        ? []
        : 'single' in kind
          ? kind.single
          : 'multiple' in kind
            ? kind.multiple
            : []
    const labels = ids.map((id) => both(choices.find((c) => c.id === id)?.label) || id)
    return labels.join(language.value === 'zh' ? '、' : ', ')
  }
}

/** What is in order for a number, in words: `≤ −18 ℃`. Empty where the checklist sets no limit. */
export function limits(number: NumberItem, unit: string): string {
  const say = (n: number) => String(Number(unscaled(n, number.decimals))).replace('-', '−')
  const { at_least, at_most } = number
  if (at_least !== undefined && at_most !== undefined)
    return `${say(at_least)} ~ ${say(at_most)} ${unit}`
  if (at_least !== undefined) return `≥ ${say(at_least)} ${unit}`
  return at_most === undefined ? '' : `≤ ${say(at_most)} ${unit}`
}
