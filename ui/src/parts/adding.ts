import { reactive } from 'vue'

/** By check: photos that were chosen and are not stored yet. */
const under = reactive(new Map<string, number>())

/** How many photos of a check are still being stored: nothing is handed in past them. */
export function photosAdding(check: string | undefined): number {
  return (check && under.get(check)) || 0
}

/** Counts `n` photos as being stored, until what is given back is called once for each. */
export function addPhotos(check: string, n: number): () => void {
  const count = (by: number) => under.set(check, Math.max(0, photosAdding(check) + by))
  count(n)
  return () => count(-1)
}
