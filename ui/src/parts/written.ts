import { computed, onScopeDispose, reactive, ref, watch, type ComputedRef } from 'vue'

const all = new Map<string, object>()

/**
 * What is being written about something, and is not yet anybody's record: it outlives the sheet, the
 * page and the lock that comes down over them, never the program. Once `sent`, it stays only as long
 * as this is still about the same: an undo finds it again.
 */
export function useWritten<T extends object>(
  about: () => string,
  empty: () => T,
  failure: () => unknown = () => null,
): { now: ComputedRef<T>; sent: () => void } {
  let isSent = false
  function take(what: string): T {
    const kept = (all.get(what) ?? reactive(empty())) as T
    all.set(what, kept)
    return kept
  }
  function leave(what: string): void {
    if (isSent) all.delete(what)
    isSent = false
  }
  const what = ref(about())
  watch(
    about,
    (next, before) => {
      leave(before)
      what.value = next
    },
    { flush: 'sync' },
  )
  // What could not be sent was not.
  watch(failure, (why) => (isSent &&= !why), { flush: 'sync' })
  onScopeDispose(() => leave(about()))
  return { now: computed(() => take(what.value)), sent: () => void (isSent = true) }
}
