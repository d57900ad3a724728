import { en } from '../words/en'
import { zh } from '../words/zh'

/** Reasons for a void that are one tap. */
export const frequent = ['wrong', 'blurred', 'duplicate'] as const

/**
 * A reason is evidence and is kept in the words it was given in. A frequent one is known again,
 * whoever gave it in which language; anything else is somebody's own words.
 */
export function frequentReason(why: string): (typeof frequent)[number] | undefined {
  return frequent.find((r) => zh.void[r] === why || en.void[r] === why)
}
