import { ref, shallowRef, type ShallowRef } from 'vue'
import { backend } from '../backend/backend'
import { asError } from '../backend/failure'
import type { FindingRow } from '../backend/types/FindingRow'
import type { FindingRuling } from '../backend/types/FindingRuling'
import type { QueueView } from '../backend/types/QueueView'
import type { Return } from '../backend/types/Return'
import { standingOf } from '../finding/ruling'
import { useWords } from '../words'
import type { useJudging } from './judging'
import type { Outcome } from './OutcomeSheet.vue'
import type { useSeveral } from './several'

/** Verdicts given in the list itself: on a row that was swiped, or on several chosen ones. */
export function useRows(
  judging: ReturnType<typeof useJudging>,
  several: ReturnType<typeof useSeveral>,
  queue: ShallowRef<QueueView | null>,
  choose: (id: string) => void,
) {
  const { t } = useWords()
  /** What the open return sheet is about. */
  const returning = ref<string[] | null>(null)
  const outcome = shallowRef<Outcome | null>(null)
  const outcomeOpen = ref(false)

  /** A row has no revision: the finding is asked, and judged only if it is still what was seen. */
  async function one(row: FindingRow, ruling: FindingRuling): Promise<boolean> {
    try {
      const f = await backend().query({ get: 'finding', finding: row.id })
      if (f.version !== row.version || f.may_not_judge || f.row.judging) {
        choose(row.id)
        return true
      }
      return await judging.judge(
        { do: 'judge_finding', finding: row.id, base: f.revision, version: f.version, ruling },
        standingOf(ruling),
        row.text,
      )
    } catch (e) {
      judging.failure.value = asError(e)
      return false
    }
  }

  function swiped(row: FindingRow, to: 'left' | 'right'): void {
    if (to === 'left') returning.value = [row.id]
    else if (row.looked_at) void one(row, 'approved')
    else choose(row.id)
  }

  /** While choosing: a row that can be taken is taken (and shown beside), any other one opens. */
  function take(row: FindingRow, wide: boolean): void {
    const takes = !several.why(row)
    if (takes) several.toggle(row.id)
    if (wide || !takes) choose(row.id)
  }

  async function all(ruling: FindingRuling): Promise<boolean> {
    const findings = [...several.picked.value]
    if (!findings.length) return true
    const was = new Map((queue.value?.findings ?? []).map((f) => [f.id, f]))
    const standing = standingOf(ruling)
    const left = await judging.judgeSeveral(
      { do: 'judge_several', findings, ruling },
      standing,
      (n) => t('several.count', { n }),
    )
    if (!left) return false
    const why = new Map(left.map((n) => [n.subject, n.why]))
    outcome.value = {
      standing,
      rows: findings.map((id) => ({
        id,
        text: was.get(id)?.text ?? '',
        site: was.get(id)?.site ?? '',
        why: why.get(id),
      })),
    }
    outcomeOpen.value = true
    several.turn(false)
    return true
  }

  async function goBack(back: Return): Promise<void> {
    const ids = returning.value ?? []
    const ruling = { returned: back }
    const row = queue.value?.findings.find((f) => f.id === ids[0])
    const done = several.on.value ? await all(ruling) : !row || (await one(row, ruling))
    if (done) returning.value = null
  }
  function returnSeveral(): void {
    if (several.picked.value.length) returning.value = [...several.picked.value]
  }
  return {
    returning,
    outcome,
    outcomeOpen,
    swiped,
    take,
    goBack,
    returnSeveral,
    approveSeveral: () => all('approved'),
  }
}
