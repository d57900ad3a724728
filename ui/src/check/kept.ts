import { ref, watch, type Ref } from 'vue'
import { backend } from '../backend/backend'
import type { CheckView } from '../backend/types/CheckView'
import type { WordsSheet } from '../backend/types/WordsSheet'

const PAUSE_MS = 300

/** Words of a sheet, kept by the engine: they outlive a closed sheet and a dead battery. */
export function useKept(sheet: WordsSheet, check: CheckView): Ref<string> {
  const text = ref(check[`${sheet}_words`])
  let pause: ReturnType<typeof setTimeout> | undefined
  watch(text, (words) => {
    clearTimeout(pause)
    // A pause in typing, not each key. What fails to be kept is still on screen.
    pause = setTimeout(() => {
      backend()
        .execute({ do: 'keep_words', check: check.id, sheet, words })
        .catch(() => {})
    }, PAUSE_MS)
  })
  return text
}
