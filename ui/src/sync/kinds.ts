const nouns = ['check', 'finding', 'suggestion', 'outing', 'site'] as const

/** What an event is about, in a word that people know (`sync.event.…`). */
export function kindOf(kind: string): (typeof nouns)[number] | 'photo' | 'answers' | 'other' {
  const [noun, act = ''] = kind.split('.')
  if (act.startsWith('photo')) return 'photo'
  if (act === 'answered') return 'answers'
  return nouns.find((n) => n === noun) ?? 'other'
}
