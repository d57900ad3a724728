import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { backend } from './backend'
import { asError, type Failure } from './failure'
import { shared } from './shared'
import type { ViewOf } from './shapes'
import type { Query } from './types/Query'
import { useView, type Shown } from './view'

/** A query whose answer is one page of a list. */
type Paged = Extract<Query, { get: 'mine' | 'figure_records' }>
type RowOf<Q extends Paged> = ViewOf<Q>['rows'][number]
type Page<Q extends Paged> = { rows: RowOf<Q>[]; more: boolean }

export interface Pages<Q extends Paged> {
  /** The first page, as every other view. */
  first: Shown<ViewOf<Q>>
  /** All rows so far. What a later answer says again is the same object. */
  rows: ShallowRef<RowOf<Q>[]>
  more: Ref<boolean>
  /** Why the following page did not come. */
  failure: ShallowRef<Failure | null>
  /** Asks for the following page, unless one is under way or the last try failed. */
  next: () => Promise<void>
  /** The same after a failure. */
  retry: () => Promise<void>
}

/** Pages after the first are asked again once nobody has scrolled on for so long. */
export const rest_ms = 500
/** Between two of them, so that a finger that comes back meets no wait. */
const pause_ms = 30

/**
 * A list, page by page. After a change the first page is asked at once and the later ones that are
 * shown when the list rests; none of them is taken away meanwhile: a list does not shrink under the
 * finger.
 */
export function usePages<Q extends Paged>(query: () => Q): Pages<Q> {
  const first = useView(query)
  const rows = shallowRef<RowOf<Q>[]>([])
  const more = ref(false)
  const failure = shallowRef<Failure | null>(null)
  /** Counts lists: another filter is another list. */
  let list = 0
  let held = 0
  let old = false
  let fetching = false
  let refreshing = 0
  let resting: ReturnType<typeof setTimeout> | undefined

  const following = async (after: string): Promise<Page<Q>> =>
    (await backend().query({ ...query(), after })) as unknown as Page<Q>

  function show(all: RowOf<Q>[], goesOn: boolean): void {
    rows.value = all
    more.value = goesOn
    held = all.length
  }

  function rest(): void {
    refreshing++
    clearTimeout(resting)
    resting = setTimeout(() => void refresh(), rest_ms)
  }

  /** The later pages that are shown, again. */
  async function refresh(): Promise<void> {
    const now = first.view.value as unknown as Page<Q> | null
    if (!now) return
    const mine = ++refreshing
    const known = new Map(rows.value.map((row) => [row.cursor, row]))
    let { rows: all, more: goesOn } = now
    try {
      while (goesOn && all.length < held) {
        const page = await following(all[all.length - 1]!.cursor)
        if (mine !== refreshing) return
        all = [...all, ...page.rows.map((row) => shared(known.get(row.cursor), row))]
        goesOn = page.more
        await new Promise((done) => setTimeout(done, pause_ms))
        if (mine !== refreshing) return
      }
    } catch {
      // The engine was away for a moment: whatever brings it back asks for the first page again.
      return
    }
    old = false
    show(all, goesOn)
  }

  watch(
    () => JSON.stringify(query()),
    () => {
      list++
      refreshing++
      held = 0
    },
    { flush: 'sync' },
  )
  watch([first.view, first.answers], ([now]) => {
    failure.value = null
    if (!now) return show([], false)
    const page = now as unknown as Page<Q>
    const last = page.rows[page.rows.length - 1]?.cursor
    const joint = held ? rows.value.findIndex((row) => row.cursor === last) : -1
    const later = joint < 0 ? [] : rows.value.slice(joint + 1)
    old = held > page.rows.length && page.more
    if (!old) return show(page.rows, page.more)
    // Where the old list goes on is not known: it stays until it has been asked for again.
    if (later.length) show([...page.rows, ...later], more.value)
    rest()
  })
  onScopeDispose(() => {
    refreshing++
    clearTimeout(resting)
  })

  async function next(): Promise<void> {
    const last = rows.value[rows.value.length - 1]
    if (fetching || failure.value || !more.value || !last) return
    fetching = true
    if (old) rest()
    const mine = list
    const still = () => mine === list && rows.value[rows.value.length - 1]?.cursor === last.cursor
    try {
      const page = await following(last.cursor)
      if (still()) show([...rows.value, ...page.rows], page.more)
    } catch (e) {
      if (still()) failure.value = asError(e)
    } finally {
      fetching = false
    }
  }

  async function retry(): Promise<void> {
    failure.value = null
    await next()
  }
  return { first, rows, more, failure, next, retry }
}
