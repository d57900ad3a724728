import { computed, onScopeDispose, ref, watch, type ShallowRef } from 'vue'
import { backend } from '../backend/backend'
import type { FindingView } from '../backend/shapes'
import { largest } from '../parts/look'

/** A finding without photos counts as looked at once it has stood there for a moment. */
const moment_ms = 1000

/**
 * Which photos of a finding have really been seen at full size. When none is left, the engine is
 * told, once for each version: only such findings can be judged together with others. What lies
 * there but is not looked at yet (`here`) is seen as soon as it is.
 */
export function useLooking(finding: ShallowRef<FindingView | null>, here: () => boolean) {
  const lies = new Set<string>()
  const seen = ref(new Set<string>())
  const told = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const ids = computed(() => {
    const c = finding.value?.content
    return [...(c?.photos ?? []), ...(c?.photos_after ?? [])]
  })
  const present = computed(
    () => new Set((finding.value?.photos ?? []).filter((p) => largest(p)).map((p) => p.id)),
  )
  /** Could be seen, but have not been. */
  const left = computed(() =>
    ids.value.filter((id) => present.value.has(id) && !seen.value.has(id)),
  )
  /** Cannot be seen yet. */
  const absent = computed(() => ids.value.filter((id) => !present.value.has(id)))

  function shown(id: string): void {
    lies.add(id)
    if (here()) seen.value.add(id)
  }
  watch(here, (now) => now && lies.forEach((id) => seen.value.add(id)))

  function tell(f: FindingView): void {
    const what = `${f.row.id} ${f.version}`
    if (told.has(what)) return
    told.add(what)
    void backend()
      .execute({ do: 'look_at', finding: f.row.id, base: f.revision, version: f.version })
      .catch(() => told.delete(what))
  }

  watch(
    [finding, here, () => ids.value.every((id) => seen.value.has(id))],
    ([f, now, all]) => {
      clearTimeout(timer)
      if (!f || !now || !all || f.may_not_judge || f.row.looked_at) return
      if (ids.value.length) return tell(f)
      timer = setTimeout(() => {
        if (document.visibilityState === 'visible' && finding.value?.version === f.version) tell(f)
      }, moment_ms)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
  return { shown, left, absent, ids }
}
