import { computed, onScopeDispose, ref, watch } from 'vue'
import type { LockView } from '../backend/types/LockView'

/** The delay after wrong tries, counted down from the moment when the engine named it. */
export function useWait(lock: () => LockView | undefined) {
  const now = ref(performance.now())
  const until = ref(0)
  watch(
    lock,
    (view) => {
      now.value = performance.now()
      until.value = now.value + (view?.wait_ms ?? 0)
    },
    { immediate: true },
  )
  const tick = setInterval(() => (now.value = performance.now()), 250)
  onScopeDispose(() => clearInterval(tick))
  /** Seconds; 0 when a try is evaluated at once. */
  const left = computed(() => Math.ceil(Math.max(0, until.value - now.value) / 1000))
  /** 0:05, 59:59 */
  const clock = computed(
    () => `${Math.floor(left.value / 60)}:${String(left.value % 60).padStart(2, '0')}`,
  )
  return { left, clock }
}
