import type { Role } from '../backend/types/Role'
import type { IconName } from './Icon.vue'

/** What somebody with these roles has at the foot of the screen. */
export function tabs(roles: Role[]): IconName[] {
  const leads = roles.includes('lead')
  const oversees = leads || roles.includes('coordinator')
  const inspects = roles.includes('inspector') || !leads
  return [
    ...(leads ? (['queue'] as const) : []),
    ...(oversees ? (['team', 'figures'] as const) : []),
    ...(inspects ? (['today', 'mine'] as const) : []),
    ...(['sync', 'me'] as const),
  ]
}

/** Where they begin: with what waits for them. */
export function home(roles: Role[]): string {
  return `/${tabs(roles)[0]}`
}
