import type { FindingContent, FindingView } from '../backend/shapes'

/** The content that was judged last, and the present one. */
export function between(
  finding: FindingView,
): [FindingContent | undefined, FindingContent | undefined] {
  const { revisions, judgements } = finding
  const now = revisions[revisions.length - 1]?.content ?? finding.content
  const verdict = judgements[judgements.length - 1]
  const judged = revisions.find((r) => r.version === verdict?.version)
  return [judged?.content, now]
}
