import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { backend } from '../backend/backend'
import { asError, type Failure } from '../backend/failure'
import type { FindingContent, FindingView } from '../backend/shapes'
import type { Shown } from '../backend/view'
import { onAway } from '../parts/away'
import { Unsaved } from '../parts/unsaved'

const typing_ms = 400

/** By finding. */
const left = new Unsaved<Partial<FindingContent>>()

/**
 * The finding being written: what was changed here wins until it is saved, every change is durable
 * soon after it was made. Photos are the engine's; only choosing and removing them goes through it.
 */
export function useDraft(id: string, shown: Shown<FindingView>) {
  const { view } = shown
  const edits = ref<Partial<FindingContent>>({})
  const failure = shallowRef<Failure | null>(null)
  const saving = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let chain: Promise<void> = Promise.resolve()
  let turn = 0
  let over = false
  /** Something was changed here since the page was opened. */
  const touched = ref(false)

  const stored = computed(() => view.value?.draft ?? view.value?.content)
  const content = computed<FindingContent | undefined>(() =>
    stored.value ? { ...stored.value, ...edits.value } : undefined,
  )

  function change(part: Partial<FindingContent>, wait = typing_ms): void {
    edits.value = { ...edits.value, ...part }
    turn++
    touched.value = true
    clearTimeout(timer)
    timer = setTimeout(() => void save(), wait)
  }

  function save(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    chain = chain.then(async () => {
      if (over || !view.value || !content.value || !Object.keys(edits.value).length) return
      const saved = turn
      saving.value = true
      try {
        const { check } = view.value.row
        await backend().execute({
          do: 'save_finding_draft',
          check,
          finding: id,
          content: tidy(content.value),
          keep_photos: !('photos' in edits.value || 'photos_after' in edits.value),
        })
        failure.value = null
        await shown.again()
        if (turn === saved && !shown.error.value) edits.value = {}
      } catch (e) {
        failure.value = asError(e)
      } finally {
        saving.value = false
      }
    })
    return chain
  }

  /** After recording or dropping, nothing may bring the draft back. */
  function finish(): void {
    over = true
    forget()
  }

  /** What was changed here no longer counts; writing may go on. */
  function forget(): void {
    clearTimeout(timer)
    timer = undefined
    edits.value = {}
  }

  const before = left.take(id)
  onAway(() => void save())
  onScopeDispose(() => {
    if (!timer && !failure.value) return
    // Once more what failed before; what fails again waits for the page to be opened again.
    void save().then(() => {
      // Photos are the engine's: more may have come.
      const { photos: _, photos_after: __, ...words } = edits.value
      if (failure.value && !over && Object.keys(words).length) left.leave(id, words)
    })
  })
  // Saved with the first view that comes.
  if (before)
    watch(view, (now) => now && change(before, 0), { once: true, immediate: !!view.value })
  return { content, change, save, finish, forget, failure, saving, touched }
}

export type Draft = ReturnType<typeof useDraft>

/** Absent rather than empty: the engine writes it so, and a version's hash depends on it. */
export function tidy(content: FindingContent): FindingContent {
  const all = Object.entries(content).filter(([key, v]) => {
    if (key === 'text') return true
    return v !== undefined && v !== '' && v !== false && !(Array.isArray(v) && v.length === 0)
  })
  return Object.fromEntries(all) as FindingContent
}
