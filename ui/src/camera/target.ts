import type { LocationQuery, RouteLocationRaw } from 'vue-router'
import type { PhotoTarget } from '../backend/types/PhotoTarget'

/** The camera of a check, from where an earlier finding was shot. */
export function cameraAgain(check: string, finding: string): RouteLocationRaw {
  return { path: `/check/${check}/camera`, query: { before: finding } }
}

/** The camera of a check; without a target its photos wait to be sorted. */
export function cameraFor(check: string, target: PhotoTarget = 'unsorted'): RouteLocationRaw {
  const path = `/check/${check}/camera`
  if (typeof target === 'string') return { path }
  if ('item' in target) return { path, query: { item: target.item } }
  if ('finding' in target) return { path, query: { finding: target.finding } }
  return { path, query: { after: target.finding_after } }
}

export function targetOf(query: LocationQuery): PhotoTarget {
  const one = (name: string) => {
    const said = query[name]
    return typeof said === 'string' ? said : ''
  }
  if (one('item')) return { item: one('item') }
  if (one('finding')) return { finding: one('finding') }
  if (one('after')) return { finding_after: one('after') }
  return 'unsorted'
}
