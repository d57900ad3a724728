import { computed, onScopeDispose, ref, watch, type ShallowRef } from 'vue'
import { backend } from '../backend/backend'
import type { FindingView } from '../backend/shapes'
import { largest } from '../parts/look'

/** A finding without photos counts as looked at once it has stood there for a moment. */
const moment_ms = 1000

/** What a pane shows large at once: one photo of each side, or two of the only one. */
export function largeOf(sides: string[][]): string[] {
  const [one, two] = sides.filter((ids) => ids.length)
  return two ? [one![0]!, two[0]!] : (one ?? []).slice(0, 2)
}

export function fetchLarge({ content, photos }: FindingView): void {
  const ids = largeOf([content.photos ?? [], content.photos_after ?? []])
  for (const row of photos) {
    const variant = ids.includes(row.id) && largest(row)
    if (variant) new Image().src = backend().photoUrl(row.id, variant)
  }
}

/**
 * Which photos of a finding have really been seen at full size. When none is left, the engine is
 * told, once for each version: only such findings can be judged together with others.
 */
export function useLooking(finding: ShallowRef<FindingView | null>) {
  const seen = ref(new Set<string>())
  const told = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const ids = computed(() => {
    const c = finding.value?.content
    return [...(c?.photos ?? []), ...(c?.photos_after ?? [])]
  })
  const here = computed(
    () => new Set((finding.value?.photos ?? []).filter((p) => largest(p)).map((p) => p.id)),
  )
  /** Could be seen, but have not been. */
  const left = computed(() => ids.value.filter((id) => here.value.has(id) && !seen.value.has(id)))
  /** Cannot be seen yet. */
  const absent = computed(() => ids.value.filter((id) => !here.value.has(id)))

  function shown(id: string): void {
    seen.value.add(id)
  }

  function tell(f: FindingView): void {
    const what = `${f.row.id} ${f.version}`
    if (told.has(what)) return
    told.add(what)
    void backend()
      .execute({ do: 'look_at', finding: f.row.id, base: f.revision, version: f.version })
      .catch(() => told.delete(what))
  }

  watch(
    [finding, () => ids.value.every((id) => seen.value.has(id))],
    ([f, all]) => {
      clearTimeout(timer)
      if (!f || !all || f.may_not_judge || f.row.looked_at) return
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
