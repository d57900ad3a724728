import { reactive } from 'vue'
import { shotsHeld, shotsOf } from '../camera/shots'

/** By check: photos that were chosen and are not stored yet. */
const under = reactive(new Map<string, number>())

/**
 * How many photos of a check are still being stored, chosen or shot: nothing is handed in past them.
 */
export function photosAdding(check: string | undefined): number {
  return check ? (under.get(check) ?? 0) + shotsOf(check).waiting.length : 0
}

/** Counts `n` photos as being stored, until what is given back is called once for each. */
export function addPhotos(check: string, n: number): () => void {
  const count = (by: number) => under.set(check, Math.max(0, (under.get(check) ?? 0) + by))
  count(n)
  return () => count(-1)
}

/** Photos that nobody has but this page: those being stored, and those that could not be. */
export function photosHeld(): number {
  const chosen = [...under.values()].reduce((sum, n) => sum + n, 0)
  return chosen + shotsHeld()
}
