import { computed, onScopeDispose, reactive, ref, watch } from 'vue'
import { backend } from '../backend/backend'
import { asError, type Failure } from '../backend/failure'
import type { Shown } from '../backend/view'
import type { Answer } from '../backend/types/Answer'
import type { CheckView } from '../backend/types/CheckView'
import { onAway } from '../parts/away'
import { Unsaved } from '../parts/unsaved'

interface Edit {
  answer: Answer
  /** Counts changes: an edit is dropped only if nothing was typed since it was saved. */
  turn: number
  failed: Failure | null
}

const untouched: Answer = {}

/** How long typing may pause before it is saved. */
const typing_ms = 400

/** By check. */
const left = new Unsaved<Map<string, Edit>>()

/**
 * Answers as the person sees them: what was touched here wins until the engine has it. Photos are
 * never edited here; they are always the engine's.
 */
export function useAnswers(id: string, check: Shown<CheckView>) {
  const edits = reactive(left.take(id) ?? new Map<string, Edit>())
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const running = ref(0)
  let chain: Promise<void> = Promise.resolve()
  let group: string | null = null

  const rows = computed(() => new Map(check.view.value?.answers.map((a) => [a.item, a]) ?? []))

  function answerOf(item: string): Answer {
    const stored = rows.value.get(item)?.answer ?? untouched
    const edit = edits.get(item)
    return edit ? { ...edit.answer, photos: stored.photos } : stored
  }

  /** One after the other; at once if none is under way, before the screen is even drawn. */
  function inTurn(step: () => Promise<void>): Promise<void> {
    chain = running.value++ ? chain.then(step) : step()
    chain = chain.finally(() => running.value--)
    return chain
  }

  async function send(items: string[], second = false): Promise<void> {
    const turns = items.map((item) => ({ item, edit: edits.get(item) })).filter((x) => x.edit)
    if (!turns.length) return
    const sent = turns.map(({ item, edit }) => ({ item, turn: edit!.turn }))
    const changes = sent.map(({ item }) => ({
      item,
      answer: answerOf(item),
      supersedes: rows.value.get(item)?.supersedes ?? [],
    }))
    try {
      await backend().execute({ do: 'save_answers', check: id, changes })
      for (const { edit } of turns) edit!.failed = null
      void check.again().then(() => {
        // Not read again: what is on screen stays the edit, not an older answer.
        if (check.error?.value) return
        for (const { item, turn } of sent) if (edits.get(item)?.turn === turn) edits.delete(item)
      })
    } catch (e) {
      const failure = asError(e)
      if (failure.code === 'stale' && !second) {
        await check.again()
        return send(items, true)
      }
      for (const { item } of sent) {
        const edit = edits.get(item)
        if (edit) edit.failed = failure
      }
    }
  }

  function save(items: string[]): Promise<void> {
    for (const item of items) {
      clearTimeout(timers.get(item))
      timers.delete(item)
    }
    return inTurn(() => send(items))
  }

  function put(item: string, part: Partial<Answer>): void {
    const turn = (edits.get(item)?.turn ?? 0) + 1
    const { photos: _, ...answer } = { ...answerOf(item), ...part }
    edits.set(item, { answer, turn, failed: null })
  }

  /** A tap: durable at once. */
  function set(inGroup: string, item: string, part: Partial<Answer>): void {
    enter(inGroup)
    put(item, part)
    void save([item])
  }

  /** Typing: durable when it pauses, at the latest when the field is left. */
  function type(inGroup: string, item: string, part: Partial<Answer>): void {
    enter(inGroup)
    put(item, part)
    clearTimeout(timers.get(item))
    timers.set(
      item,
      setTimeout(() => void save([item]), typing_ms),
    )
  }

  function setAll(inGroup: string, items: string[], part: Partial<Answer>): void {
    enter(inGroup)
    for (const item of items) put(item, part)
    void save(items)
  }

  /** Everything typed so far, on disk. */
  function flush(): Promise<void> {
    for (const item of [...timers.keys()]) void save([item])
    return chain
  }

  function retry(item: string): void {
    void save([item])
  }

  function enter(now: string): void {
    if (group && group !== now) void leave()
    group = now
  }

  /** The group is left: the engine seals what was changed in it. */
  async function leave(): Promise<void> {
    void flush()
    if (!group) return chain
    group = null
    return inTurn(async () => {
      await backend()
        .execute({ do: 'leave_group', check: id })
        .catch(() => undefined)
      await check.again()
    })
  }

  onAway(() => void flush())
  onScopeDispose(() => {
    // Once more what failed before; what fails again waits for the page to be opened again.
    for (const [item, edit] of edits) if (edit.failed) void save([item])
    void leave().then(() => {
      const failed = [...edits].filter(([, edit]) => edit.failed)
      if (failed.length) left.leave(id, new Map(failed))
    })
  })
  if (edits.size) {
    // What an answer replaces is known with the first view.
    const again = () => void save([...edits.keys()])
    if (check.view.value) again()
    else watch(check.view, again, { once: true })
  }

  return {
    answerOf,
    rows,
    set,
    type,
    setAll,
    flush,
    leave,
    retry,
    saving: computed(() => running.value > 0 || timers.size > 0),
    failureOf: (item: string) => edits.get(item)?.failed ?? null,
    unsaved: computed(() => [...edits.values()].some((e) => e.failed)),
  }
}

export type Answers = ReturnType<typeof useAnswers>
