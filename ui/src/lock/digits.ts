import type { LockView } from '../backend/types/LockView'

/** Digits of a generated passphrase. */
export const PASSPHRASE = 24
/** Digits of a recovery code. */
export const RECOVERY = 40
/** A PIN has so many digits. */
export const PIN = { least: 6, most: 12 }

/** How many digits were typed. Chinese numerals, spaces and dashes are the engine's to read. */
export function count(typed: string): number {
  return [...typed].filter((c) => !/[\s\-–—.,、，。·]/.test(c)).length
}

/** Plain digits in groups of four while they are typed; anything else is left as it was typed. */
export function grouped(typed: string): string {
  const bare = typed.replace(/[\s-]/g, '')
  return /^\d+$/.test(bare) ? bare.replace(/(\d{4})(?=\d)/g, '$1 ') : typed
}

/** The same without groups: hidden, a space would look like a digit. */
export function bare(typed: string): string {
  return /^[\d\s-]+$/.test(typed) ? typed.replace(/[\s-]/g, '') : typed
}

/** Whether this could be what opens the profile, so that trying it makes sense. */
export function couldOpen(typed: string, lock: LockView): boolean {
  const n = count(typed)
  return n === RECOVERY || (lock.by_pin ? n >= PIN.least && n <= PIN.most : n === PASSPHRASE)
}
