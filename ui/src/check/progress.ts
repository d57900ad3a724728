// The same rules as the engine's, so that a condition shows its item at once. The engine's word
// stands: its answer replaces this one as soon as it is there.
import { shared } from '../backend/shared'
import type { Answer } from '../backend/types/Answer'
import type { ChecklistPublished } from '../backend/types/ChecklistPublished'
import type { Item } from '../backend/types/Item'
import type { Need } from '../backend/types/Need'
import type { Refusal } from '../backend/types/Refusal'
import type { Value } from '../backend/types/Value'

export interface Progress {
  shown: Set<string>
  answered: number
  open: { item: string; why: Refusal }[]
  /** By group; one that stands as before is the same object. */
  groups: Record<string, GroupProgress>
}

export interface GroupProgress {
  items: Item[]
  answered: number
  /** By item, what it lacks. */
  open: Record<string, Refusal>
  /** What "all others met" would answer. */
  rest: string[]
}

export const nothing: Progress = { shown: new Set(), answered: 0, open: [], groups: {} }

/** Names by which conditions refer to a value. */
export function names(value: Value | null | undefined): string[] {
  if (!value) return []
  if (typeof value === 'string') return value === 'photos' ? [] : [value]
  if ('choice' in value) return [value.choice]
  if ('choices' in value) return value.choices
  return []
}

/** Says that something is wrong: "not met", a choice marked as a problem, a number outside its limits. */
export function fails(item: Item, value: Value | null | undefined): boolean {
  const { kind } = item
  if (value === 'not_met') return true
  if (!value || typeof value !== 'object' || typeof kind !== 'object') return false
  if ('number' in kind && 'number' in value) {
    const { at_least, at_most } = kind.number
    const n = value.number
    return (at_least !== undefined && n < at_least) || (at_most !== undefined && n > at_most)
  }
  const choices =
    'single' in kind && 'choice' in value
      ? kind.single
      : 'multiple' in kind && 'choices' in value
        ? kind.multiple
        : []
  const chosen = names(value)
  return choices.some((c) => c.problem && chosen.includes(c.id))
}

export function needs(need: Need, item: Item, answer: Answer): boolean {
  return need === 'always' || (need === 'if_not_met' && fails(item, answer.value))
}

export function progress(
  list: ChecklistPublished,
  answerOf: (item: string) => Answer,
  before = nothing,
): Progress {
  const made: Progress = { ...nothing, shown: new Set(), open: [] }
  for (const item of list.groups.flatMap((g) => g.items)) {
    const { when } = item
    const holds =
      !when ||
      (made.shown.has(when.item) &&
        names(answerOf(when.item).value).some((n) => when.is.includes(n)))
    if (!holds) continue
    made.shown.add(item.id)
    const answer = answerOf(item.id)
    if (answer.value) made.answered++
    const why = missing(item, answer)
    if (why) made.open.push({ item: item.id, why })
  }
  const why = new Map(made.open.map((o) => [o.item, o.why]))
  const groups = list.groups.map(({ id, items: all }): [string, GroupProgress] => {
    const items = all.filter((i) => made.shown.has(i.id))
    const open = items.flatMap((i) => (why.has(i.id) ? [[i.id, why.get(i.id)!] as const] : []))
    return [
      id,
      {
        items,
        answered: items.filter((i) => answerOf(i.id).value).length,
        open: Object.fromEntries(open),
        rest: rest(items, made.shown, answerOf).map((i) => i.id),
      },
    ]
  })
  made.groups = shared(before.groups, Object.fromEntries(groups))
  return made
}

function missing(item: Item, answer: Answer): Refusal | null {
  if (!answer.value) return item.required ? 'required_items_open' : null
  const photo = needs(item.photo, item, answer) || answer.value === 'photos'
  if (photo && !answer.photos?.length) return 'photo_required'
  if (needs(item.remark, item, answer) && !answer.remark?.trim()) return 'remark_required'
  return null
}

/** Items that "all others met" answers: judged, shown, untouched, and never one that may need a photo. */
export function rest(
  items: Item[],
  shown: Set<string>,
  answerOf: (item: string) => Answer,
): Item[] {
  return items.filter(
    (i) =>
      i.kind === 'judged' &&
      i.photo !== 'always' &&
      i.remark !== 'always' &&
      shown.has(i.id) &&
      !answerOf(i.id).value,
  )
}
