import { computed, ref, watch, type ShallowRef } from 'vue'
import type { FindingRow } from '../backend/types/FindingRow'
import type { QueueView } from '../backend/types/QueueView'

/** The engine takes no more in one verdict. */
export const most = 20

/** Why a row cannot be taken (`several.why.<…>`). */
export type Why = 'key' | 'own' | 'looked' | 'judging' | 'full'

/**
 * Choosing several findings for one verdict. `me` is the id of who judges: nobody judges their own.
 * A row names only who began it; for a finding that somebody else has amended the engine decides.
 */
export function useSeveral(queue: ShallowRef<QueueView | null>, me: () => string | undefined) {
  const on = ref(false)
  const picked = ref<string[]>([])
  const rows = computed(() => queue.value?.findings ?? [])

  /** What stands against a row by itself. */
  function bars(row: FindingRow): Exclude<Why, 'full'> | null {
    if (row.judging) return 'judging'
    if (row.by && row.by.id === me()) return 'own'
    if (row.key) return 'key'
    return row.looked_at ? null : 'looked'
  }
  function why(row: FindingRow): Why | null {
    const full = picked.value.length >= most && !picked.value.includes(row.id)
    return bars(row) ?? (full ? 'full' : null)
  }
  const possible = computed(() => rows.value.filter((r) => !bars(r)).slice(0, most))

  // A row that has changed, gone, or been judged meanwhile is let go.
  watch(rows, (now) => {
    const still = new Set(now.filter((r) => !bars(r)).map((r) => r.id))
    picked.value = picked.value.filter((id) => still.has(id))
  })

  function toggle(id: string): void {
    const row = rows.value.find((r) => r.id === id)
    if (picked.value.includes(id)) picked.value = picked.value.filter((p) => p !== id)
    else if (row && !why(row)) picked.value = [...picked.value, id]
  }
  function all(): void {
    picked.value = possible.value.map((r) => r.id)
  }
  function none(): void {
    picked.value = []
  }
  function turn(to = !on.value): void {
    on.value = to
    none()
  }
  return { on, picked, possible, why, toggle, all, none, turn }
}
