/** Asks again until the answer is true, at most `ms`. The failure says what was last seen. */
export async function until(what, ask, { ms = 15_000, every = 50 } = {}) {
  const end = Date.now() + ms
  let last
  for (;;) {
    try {
      last = await ask()
      if (last) return last
    } catch (error) {
      last = error
    }
    if (Date.now() > end) {
      const seen = last instanceof Error ? (last.message || last.name).split('\n')[0] : JSON.stringify(last)
      throw new Error(`${what}: not within ${ms / 1000} s (last: ${seen})`)
    }
    await pause(every)
  }
}

/** Between two questions, never instead of one. */
export const pause = (ms) => new Promise((done) => setTimeout(done, ms))

export function ensure(condition, message) {
  if (!condition) throw new Error(message)
}
