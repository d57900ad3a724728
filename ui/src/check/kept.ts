import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { backend } from '../backend/backend'
import type { CheckView } from '../backend/types/CheckView'
import type { WordsSheet } from '../backend/types/WordsSheet'
import { onAway } from '../parts/away'

const PAUSE_MS = 300
/** So long what could not be kept is tried again, also once its page has gone. */
const TRIES = 100

/** Words of a sheet, kept by the engine: they outlive a closed sheet and a dead battery. */
export function useKept(sheet: WordsSheet, check: CheckView): Ref<string> {
  const text = ref(check[`${sheet}_words`])
  let pause: ReturnType<typeof setTimeout> | undefined
  let tries = TRIES
  function keep(): void {
    if (pause === undefined) return
    clearTimeout(pause)
    pause = undefined
    backend()
      .execute({ do: 'keep_words', check: check.id, sheet, words: text.value })
      // The disk may be full, or the lock have come down.
      .catch(() => {
        if (tries-- > 0) pause ??= setTimeout(keep, 10 * PAUSE_MS)
      })
  }
  watch(text, () => {
    clearTimeout(pause)
    tries = TRIES
    // A pause in typing, not each key.
    pause = setTimeout(keep, PAUSE_MS)
  })
  onAway(keep)
  onScopeDispose(keep)
  return text
}
