import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { backend } from '../backend/backend'
import { asError, type Failure } from '../backend/failure'
import type { Command, FindingView } from '../backend/shapes'
import type { NotDone } from '../backend/types/NotDone'
import type { Receipt } from '../backend/types/Receipt'
import type { Standing } from '../backend/types/Standing'
import { onAway } from '../parts/away'

/** How long a verdict can be undone. The engine keeps it back meanwhile. */
const undo_ms = 10_000

/** One verdict, on one record or on several at once: undone together. */
export interface KeptBack {
  subjects: string[]
  standing: Standing
  text: string
  until: number
}

type Verdict = Extract<Command, { do: 'judge_finding' | 'judge_suggestion' }>
type Several = Extract<Command, { do: 'judge_several' }>

/** Nothing of the finding's own stands against a verdict of this person, now. */
export const mayJudge = (f: FindingView) => !f.may_not_judge && !f.row.judging

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

  /** What is on its way to the engine: judged for the person, and not yet known to be. */
  const underWay = ref<string[]>([])
  let sending: Promise<unknown> | null = null
  async function send(command: Verdict | Several): Promise<Receipt | null> {
    if (sending) return null
    const asked = backend().execute(command)
    sending = asked
    // Keys that go grey and come back at once would only flicker.
    const slow = setTimeout(() => (busy.value = true), 150)
    failure.value = null
    try {
      return await asked
    } catch (e) {
      failure.value = asError(e)
      return null
    } finally {
      clearTimeout(slow)
      sending = null
      busy.value = false
    }
  }

  let left = false
  function keep(subjects: string[], standing: Standing, text: string): void {
    now.value = Date.now()
    if (subjects.length)
      kept.value = [...kept.value, { subjects, standing, text, until: now.value + undo_ms }]
    // Answered after the page was left: nobody is there to undo it.
    if (left) void seal()
  }

  async function judge(verdict: Verdict, standing: Standing, text: string): Promise<boolean> {
    const subject = verdict.do === 'judge_finding' ? verdict.finding : verdict.suggestion
    if (underWay.value.includes(subject)) return false
    underWay.value.push(subject)
    // Keys may come faster than the engine answers: each verdict waits for the one before.
    while (sending) await sending.catch(() => undefined)
    const done = await send(verdict)
    underWay.value = underWay.value.filter((id) => id !== subject)
    if (done) keep([subject], standing, text)
    return !!done
  }
  /** Keys go grey for what is being sent itself; the next one is judged meanwhile, and waits its turn. */
  const busyWith = (subject: string) => busy.value && underWay.value.includes(subject)

  /** Gives back what could not be done; nothing if the whole was refused. */
  async function judgeSeveral(
    several: Several,
    standing: Standing,
    text: (n: number) => string,
  ): Promise<NotDone[] | null> {
    const receipt = await send(several)
    if (!receipt) return null
    const left = new Set(receipt.not_done?.map((n) => n.subject))
    const done = several.findings.filter((id) => !left.has(id))
    keep(done, standing, text(done.length))
    return receipt.not_done ?? []
  }

  /** Gives back what was undone (the first of several), so that it can be shown again. */
  async function undo(): Promise<string | null> {
    const verdict = last.value
    if (!verdict) return null
    failure.value = null
    let first: string | null = null
    const stay: string[] = []
    for (const subject of verdict.subjects) {
      try {
        await backend().execute({ do: 'undo_judgement', subject })
        first ??= subject
      } catch (e) {
        failure.value = asError(e)
        stay.push(subject)
      }
    }
    kept.value = kept.value.flatMap((k) =>
      k.until !== verdict.until || k.subjects[0] !== verdict.subjects[0]
        ? [k]
        : stay.length
          ? [{ ...k, subjects: stay }]
          : [],
    )
    return first
  }

  onAway(() => void seal())
  onScopeDispose(() => {
    clearInterval(tick)
    left = true
    void seal()
  })
  return { judge, judgeSeveral, undo, underWay, busyWith, last, seconds, busy, failure }
}
