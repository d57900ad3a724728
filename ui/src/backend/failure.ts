import type { Error as Failure } from './types/Error'

export type { Failure }

/** Whatever was thrown, as the engine's own error; anything unknown is `internal`. */
export function asError(thrown: unknown): Failure {
  // A DOMException has a `code` too, but a number.
  if (thrown && typeof thrown === 'object' && 'code' in thrown && typeof thrown.code === 'string') {
    return thrown as Failure
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return { code: 'internal', message }
}
