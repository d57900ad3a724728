import { onBeforeUnmount, onMounted, onScopeDispose, shallowRef, watch } from 'vue'
import type { Ref, ShallowRef } from 'vue'

export interface Pace {
  /** Rows that are drawn together: one more touches its piece, not the whole list. */
  piece: number
  /** More than a tall screen shows. */
  atFirst: number
  /** More than a fast finger passes in a frame. */
  aFrame: number
}

/** So many before the last row, the following page is asked for: about a second of a fast finger. */
const soon = 60

/**
 * How much of a long list is drawn: a screenful at first, then a few rows a frame for as long as
 * `near` says that the end of what is drawn is near the screen. `end` is called when the rows
 * themselves run out.
 */
export function useDrawn<Row>(
  rows: () => Row[],
  { piece, atFirst, aFrame }: Pace,
  end: () => void = () => {},
): { pieces: ShallowRef<Row[][]>; near: (now: boolean) => void } {
  const pieces = shallowRef<Row[][]>([])
  let many = atFirst
  let isNear = false
  let due = 0

  /** From this piece on; what has not changed stays the same object and is not drawn again. */
  function cut(from: number): void {
    const all = rows()
    many = Math.min(many, Math.max(all.length, atFirst))
    const now = pieces.value.slice(0, from)
    const upTo = Math.min(many, all.length)
    for (let at = from * piece; at < upTo; at += piece) {
      const made = all.slice(at, Math.min(at + piece, upTo))
      const was = pieces.value[at / piece]
      now.push(was && same(was, made) ? was : made)
    }
    pieces.value = now
  }

  function grow(): void {
    due = 0
    if (!isNear) return
    const all = rows().length
    if (many + soon >= all) end()
    if (many >= all) return
    const from = Math.floor(many / piece)
    many = Math.min(many + aFrame, all)
    cut(from)
    due = requestAnimationFrame(grow)
  }

  function go(): void {
    if (isNear && !due) due = requestAnimationFrame(grow)
  }

  watch(
    rows,
    () => {
      cut(0)
      go()
    },
    { immediate: true },
  )
  onScopeDispose(() => cancelAnimationFrame(due))
  return {
    pieces,
    near: (now) => {
      isNear = now
      go()
    },
  }
}

/** Tells `near` whether `end`, below the last row, is less than four screens below what is seen. */
export function useNearEnd(
  end: Ref<HTMLElement | null>,
  scroller: () => HTMLElement | null,
  near: (now: boolean) => void,
): void {
  let watcher: IntersectionObserver | undefined
  onMounted(() => {
    watcher = new IntersectionObserver(
      (entries) => near(entries[entries.length - 1]!.isIntersecting),
      { root: scroller(), rootMargin: '0px 0px 400% 0px' },
    )
    if (end.value) watcher.observe(end.value)
  })
  onBeforeUnmount(() => watcher?.disconnect())
}

function same<Row>(a: Row[], b: Row[]): boolean {
  return a.length === b.length && a.every((row, n) => row === b[n])
}
