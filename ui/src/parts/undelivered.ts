import type { OnlyHere } from '../backend/types/OnlyHere'

/** How much of what was recorded is here and not at central, whatever it is. */
export const undelivered = ({ checks, photos, events }: OnlyHere): number =>
  checks + photos + events
