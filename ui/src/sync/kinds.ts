const kinds = ['check', 'finding', 'suggestion', 'photo', 'outing', 'answers', 'site'] as const

/** What an event is about, in a word that people know (`sync.event.…`). */
export function kindOf(kind: string): (typeof kinds)[number] | 'other' {
  if (kind === 'check.answered') return 'answers'
  if (kind.startsWith('check.photo')) return 'photo'
  return kinds.find((k) => kind.startsWith(k)) ?? 'other'
}
