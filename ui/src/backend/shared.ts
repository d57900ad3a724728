type Parts = Record<string, unknown>

/**
 * `now`, with every part that says the same as in `before` taken from there: what has not changed is
 * the same object, and is not drawn again. Both are JSON. Rows are matched by what names them, so
 * that one row more or less leaves the others as they were.
 */
export function shared<T>(before: unknown, now: T): T {
  if (before === now || !isParts(before) || !isParts(now)) return now
  if (Array.isArray(now) !== Array.isArray(before)) return now
  const old = Array.isArray(now) ? matched(before as unknown as unknown[], now) : before
  const made = (Array.isArray(now) ? [] : {}) as Parts
  let same = Object.keys(before).length === Object.keys(now).length
  for (const key of Object.keys(now)) {
    made[key] = shared(old[key], now[key])
    // Against the old place, not the old row: the same rows in another order are another list.
    same &&= key in before && made[key] === before[key]
  }
  return (same ? before : made) as T
}

/** For each row of `now`, the old row of that name; rows without a name by their place. */
function matched(before: unknown[], now: unknown[]): Parts {
  const named = new Map(before.map((row) => [nameOf(row), row]))
  return Object.fromEntries(
    now.map((row, n) => {
      const name = nameOf(row)
      return [n, name === undefined ? before[n] : named.get(name)]
    }),
  )
}

function nameOf(row: unknown): string | undefined {
  if (!isParts(row)) return undefined
  const name = row.id ?? row.item
  return typeof name === 'string' ? name : undefined
}

function isParts(value: unknown): value is Parts {
  return typeof value === 'object' && value !== null
}
