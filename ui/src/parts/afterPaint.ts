import { effect, onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

/**
 * What follows from a tap, two frames after what was tapped: the finger's own key is painted first,
 * and nothing stands before the engine's word that it is stored. A change of `urgent` does not wait.
 * `make` is given what it made before.
 */
export function afterPaint<T>(make: (before?: T) => T, urgent: () => unknown): ShallowRef<T> {
  let last: T | undefined
  const made = shallowRef() as ShallowRef<T>
  let due = 0
  // Not a watcher: that would make it anew at once, only to learn that there is something to make.
  const again = effect(
    () => {
      last = make(last)
      made.value = last
    },
    {
      scheduler: () => {
        if (due) return
        due = requestAnimationFrame(() => {
          due = requestAnimationFrame(() => {
            setTimeout(() => {
              due = 0
              if (again.effect.dirty) again()
            })
          })
        })
      },
    },
  )
  watch(urgent, () => again(), { flush: 'sync' })
  onScopeDispose(() => cancelAnimationFrame(due))
  return made
}
