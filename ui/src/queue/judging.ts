import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { backend } from '../backend/backend'
import { asError, type Failure } from '../backend/failure'
import type { Command } from '../backend/shapes'
import type { Standing } from '../backend/types/Standing'

/** How long a verdict can be undone. The engine keeps it back meanwhile. */
const undo_ms = 10_000

export interface KeptBack {
  subject: string
  standing: Standing
  text: string
  until: number
}

type Verdict = Extract<Command, { do: 'judge_finding' | 'judge_suggestion' }>

/** Verdicts that can still be undone; sealed when the time is over or the page is left. */
export function useJudging() {
  const kept = ref<KeptBack[]>([])
  const now = ref(Date.now())
  const busy = ref(false)
  const failure = shallowRef<Failure | null>(null)
  const last = computed(() => kept.value.filter((k) => k.until > now.value).pop() ?? null)
  const seconds = computed(() =>
    last.value ? Math.ceil((last.value.until - now.value) / 1000) : 0,
  )

  const tick = setInterval(() => {
    now.value = Date.now()
    if (kept.value.length && !last.value) void seal()
  }, 250)

  async function seal(): Promise<void> {
    if (!kept.value.length) return
    kept.value = []
    await backend()
      .execute({ do: 'seal_judgements' })
      .catch((e: unknown) => (failure.value = asError(e)))
  }

  async function judge(verdict: Verdict, standing: Standing, text: string): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    failure.value = null
    try {
      await backend().execute(verdict)
      const subject = verdict.do === 'judge_finding' ? verdict.finding : verdict.suggestion
      now.value = Date.now()
      kept.value = [...kept.value, { subject, standing, text, until: now.value + undo_ms }]
      return true
    } catch (e) {
      failure.value = asError(e)
      return false
    } finally {
      busy.value = false
    }
  }

  /** Gives back what was undone, so that it can be shown again. */
  async function undo(): Promise<string | null> {
    const subject = last.value?.subject
    if (!subject) return null
    try {
      await backend().execute({ do: 'undo_judgement', subject })
      kept.value = kept.value.filter((k) => k.subject !== subject)
      return subject
    } catch (e) {
      failure.value = asError(e)
      return null
    }
  }

  const hidden = () => {
    if (document.visibilityState === 'hidden') void seal()
  }
  const away = () => void seal()
  document.addEventListener('visibilitychange', hidden)
  window.addEventListener('pagehide', away)
  onScopeDispose(() => {
    clearInterval(tick)
    document.removeEventListener('visibilitychange', hidden)
    window.removeEventListener('pagehide', away)
    void seal()
  })
  return { judge, undo, last, seconds, busy, failure }
}
