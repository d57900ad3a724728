import type { FindingContent } from '../backend/shapes'
import type { CheckView } from '../backend/types/CheckView'
import type { PhotoTarget } from '../backend/types/PhotoTarget'
import { daysFrom, today } from '../words/time'

/**
 * What a new finding of a check begins with. A day to put it right by, since almost everything found
 * is pressed for rectification, and what nobody chose must not fall out of that figure unseen.
 */
export function newContent(check: CheckView, part: Partial<FindingContent>): FindingContent {
  return {
    category: 'measures',
    severity: 'ordinary',
    rectification: { by: daysFrom(today(), usual_days) },
    text: '',
    ...(check.site.territory ? { territory: check.site.territory } : {}),
    ...part,
  }
}

/** Days given to put something right, unless another day is chosen. */
export const usual_days = 3

/** A finding recorded already takes a photo only as a change, which has to be recorded once more. */
export function toRecordAgain(check: CheckView, target: PhotoTarget): string | null {
  if (typeof target === 'string' || 'item' in target) return null
  const id = 'finding' in target ? target.finding : target.finding_after
  return check.findings.some((f) => f.id === id && !f.draft) ? id : null
}
