import type { UnitRow } from '../backend/types/UnitRow'

export interface Placed {
  unit: UnitRow
  depth: number
}

/** Units below the one they belong to, in the order in which they came. */
export function placed(units: UnitRow[]): Placed[] {
  const known = new Set(units.map((u) => u.id))
  const below = new Map<string, UnitRow[]>()
  for (const u of units) {
    const parent = u.parent && known.has(u.parent) ? u.parent : ''
    below.set(parent, [...(below.get(parent) ?? []), u])
  }
  const walk = (parent: string, depth: number): Placed[] =>
    (below.get(parent) ?? []).flatMap((unit) => [{ unit, depth }, ...walk(unit.id, depth + 1)])
  return walk('', 0)
}

/** A unit above it is chosen already. */
export function included(units: UnitRow[], chosen: string[], id: string): boolean {
  const parent = units.find((u) => u.id === id)?.parent
  return !!parent && (chosen.includes(parent) || included(units, chosen, parent))
}
