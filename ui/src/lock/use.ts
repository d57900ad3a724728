import { onScopeDispose } from 'vue'
import { backend } from '../backend/backend'

/** At most this often the engine is told that somebody is there; it locks after minutes. */
const EVERY_MS = 20_000

/** Tells the engine that somebody touches the screen, which puts the automatic lock off. */
export function useUse(matters: () => boolean): void {
  let told = -EVERY_MS
  function used(): void {
    const now = performance.now()
    if (!matters() || now - told < EVERY_MS) return
    told = now
    // Too late a touch is refused, and the engine says by itself that it is locked.
    backend()
      .execute({ do: 'used' })
      .catch(() => (told = -EVERY_MS))
  }
  const ways = ['pointerdown', 'keydown'] as const
  for (const way of ways) addEventListener(way, used, { capture: true, passive: true })
  onScopeDispose(() => {
    for (const way of ways) removeEventListener(way, used, { capture: true })
  })
}
