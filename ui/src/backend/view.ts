import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { backend } from './backend'
import { asError, type Failure } from './failure'
import type { ViewOf } from './shapes'
import { concerns } from './topics'
import type { Query } from './types/Query'

export interface Shown<V> {
  /** The last answer; kept while asking again. */
  view: ShallowRef<V | null>
  error: ShallowRef<Failure | null>
  /** No answer yet. */
  loading: Ref<boolean>
  /** Asks again; resolves when an answer that is at least as new as the call is shown. */
  again: () => Promise<void>
}

/** Asks a query, and asks again whenever something it depends on has changed. */
export function useView<Q extends Query>(query: () => Q | null): Shown<ViewOf<Q>> {
  const view = shallowRef(null) as ShallowRef<ViewOf<Q> | null>
  const error = shallowRef<Failure | null>(null)
  const loading = ref(true)
  let asking: Promise<void> | null = null
  let next: Promise<void> | null = null
  let round = 0

  async function ask(): Promise<void> {
    const mine = ++round
    const q = query()
    if (!q) return
    try {
      const answer = await backend().query(q)
      if (mine !== round) return
      view.value = answer
      error.value = null
    } catch (e) {
      if (mine !== round) return
      error.value = asError(e)
    }
    loading.value = false
  }

  // Several changes in a row ask once more, not once each.
  function again(): Promise<void> {
    if (!asking) {
      asking = ask().finally(() => (asking = null))
      return asking
    }
    next ??= asking.then(() => {
      next = null
      return again()
    })
    return next
  }

  watch(
    () => JSON.stringify(query()),
    (now, before) => {
      if (now === before) return
      view.value = sameThing(before, now) ? view.value : null
      loading.value = view.value === null
      round++
      void again()
    },
    { immediate: true },
  )
  const stop = backend().onChanged((topics) => {
    const q = query()
    if (q && concerns(q.get, topics)) void again()
  })
  onScopeDispose(() => {
    round++
    stop()
  })
  return { view, error, loading, again }
}

/** A list with another filter keeps its last rows until the answer comes; another record does not. */
function sameThing(before: string | undefined, now: string): boolean {
  if (!before) return true
  const list = /^\{"get":"(mine|choices|figures|similar_sites)"/
  return list.test(before) && list.test(now)
}
