import type { FindingRuling } from '../backend/types/FindingRuling'
import type { Return } from '../backend/types/Return'
import type { Standing } from '../backend/types/Standing'
import type { SuggestionRuling } from '../backend/types/SuggestionRuling'

type Ruling = FindingRuling | SuggestionRuling

/** The standing that a verdict gives. */
export function standingOf(ruling: Ruling): Standing {
  return (typeof ruling === 'string' ? ruling : Object.keys(ruling)[0]) as Standing
}

export function returnOf(ruling: Ruling): Return | null {
  return typeof ruling === 'object' && 'returned' in ruling ? ruling.returned : null
}

export function wordsOf(ruling: Ruling): string {
  if (typeof ruling === 'string') return ''
  if ('returned' in ruling) return ruling.returned.words ?? ''
  if ('not_upheld' in ruling) return ruling.not_upheld.words
  if ('turned_into_suggestion' in ruling) return ruling.turned_into_suggestion.words
  if ('approved_with_edits' in ruling) {
    const edits = ruling.approved_with_edits
    return 'words' in edits ? edits.words : (edits.text ?? '')
  }
  return ''
}
