import { shallowRef, watch, type ShallowRef } from 'vue'

/**
 * What follows from a tap, one frame after what was tapped: the finger's own key is painted first.
 * A change of `urgent` does not wait. `make` is given what it made before.
 */
export function afterPaint<T>(make: (before?: T) => T, urgent: () => unknown): ShallowRef<T> {
  const made = shallowRef(make()) as ShallowRef<T>
  const again = () => (made.value = make(made.value))
  let due = false
  watch(urgent, again, { flush: 'sync' })
  watch(make, () => {
    if (due) return
    due = true
    requestAnimationFrame(() =>
      setTimeout(() => {
        due = false
        again()
      }),
    )
  })
  return made
}
