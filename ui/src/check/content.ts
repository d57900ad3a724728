import type { FindingContent } from '../backend/shapes'
import type { CheckView } from '../backend/types/CheckView'
import type { PhotoTarget } from '../backend/types/PhotoTarget'

/** What a new finding of a check begins with. */
export function newContent(check: CheckView, part: Partial<FindingContent>): FindingContent {
  return {
    category: 'measures',
    severity: 'ordinary',
    rectification: 'not_demanded',
    text: '',
    ...(check.site.territory ? { territory: check.site.territory } : {}),
    ...part,
  }
}

/** A finding recorded already takes a photo only as a change, which has to be recorded once more. */
export function toRecordAgain(check: CheckView, target: PhotoTarget): string | null {
  if (typeof target === 'string' || 'item' in target) return null
  const id = 'finding' in target ? target.finding : target.finding_after
  return check.findings.some((f) => f.id === id && !f.draft) ? id : null
}
