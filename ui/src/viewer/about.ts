import type { PhotoRow } from '../backend/types/PhotoRow'

/** What the viewer needs to know of the photos beyond the photos. */
export interface About {
  /** Their check, if all are of one. */
  check?: string
  /** Name of the place. */
  site?: string
  /** Demonstration data: said on every screen and every copy. */
  demo?: boolean
  /** Marks may be drawn. */
  mayMark?: boolean
  /** Photos of the state before and of the state after. */
  before?: string[]
  after?: string[]
}

export interface Looked {
  ids: string[]
  start: number
  photos: PhotoRow[]
  about: About
  shown?: (id: string) => void
}

/** The photo beside which one is compared: the same place in the order of the other side. */
export function counterpart(id: string, about: About): { before: string; after: string } | null {
  const { before = [], after = [] } = about
  if (!before.length || !after.length) return null
  const n = before.includes(id) ? before.indexOf(id) : after.indexOf(id)
  if (n < 0) return null
  return {
    before: before[Math.min(n, before.length - 1)]!,
    after: after[Math.min(n, after.length - 1)]!,
  }
}
