import type { OnlyHere } from '../backend/types/OnlyHere'

/** How much is only on this device, whatever it is; 0: everything is at central. */
export const undelivered = ({ checks, photos, events }: OnlyHere): number =>
  checks + photos + events
