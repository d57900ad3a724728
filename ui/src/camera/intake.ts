import { backend } from '../backend/backend'
import type { PhotoTarget } from '../backend/types/PhotoTarget'
import type { Receipt } from '../backend/types/Receipt'

/** Photos that the engine reads and shrinks at once, and how much of their bytes is held for that. */
const MANY = Math.min(4, Math.max(2, Math.floor((navigator.hardwareConcurrency || 2) / 2)))
const MOST_BYTES = 48 * 1024 * 1024

/** Gives back what was taken. */
type Room = () => void

/**
 * Room for the photos that are on their way into the engine, from whichever screen: so many are read
 * and shrunk side by side, and so many bytes of them are held meanwhile.
 */
export class Rooms {
  private under = 0
  private bytes = 0
  private readonly waiting: { bytes: number; begin: () => void }[] = []
  private readonly empty: (() => void)[] = []

  constructor(
    private readonly many = MANY,
    private readonly mostBytes = MOST_BYTES,
  ) {}

  /** Waits until there is room for a photo of so many bytes; first come, first served. */
  enter(bytes: number): Promise<Room> {
    return new Promise((given) => {
      const begin = () => {
        this.under += 1
        this.bytes += bytes
        let held = true
        given(() => {
          if (held) this.leave(bytes)
          held = false
        })
      }
      this.waiting.push({ bytes, begin })
      this.admit()
    })
  }

  /** When no photo is on its way any more, or `ms` have passed: one may never come to its end. */
  idle(ms: number): Promise<void> {
    if (this.under === 0) return Promise.resolve()
    return new Promise((done) => {
      this.empty.push(done)
      setTimeout(done, ms)
    })
  }

  private admit(): void {
    for (;;) {
      const next = this.waiting[0]
      // One alone is always taken, however large it is.
      const full = this.under >= this.many || this.bytes + (next?.bytes ?? 0) > this.mostBytes
      if (!next || (this.under > 0 && full)) return
      this.waiting.shift()
      next.begin()
    }
  }

  private leave(bytes: number): void {
    this.under -= 1
    this.bytes -= bytes
    this.admit()
    if (this.under === 0) this.empty.splice(0).forEach((done) => done())
  }
}

/** One for all screens: the memory is one. */
export const rooms = new Rooms()

/**
 * Photos that are recorded in the order in which they were taken, though several are made ready at
 * once. One that fails holds up no other; one that cannot be read to its end holds up its own line.
 */
export class Line {
  private before: Promise<unknown> = Promise.resolve()

  /** Takes a photo for which there is room, and gives the room back. */
  async take(room: Room, check: string, target: PhotoTarget, file: File): Promise<Receipt> {
    const { before } = this
    const prepared = backend().preparePhoto(check, file)
    const kept = Promise.allSettled([before, prepared])
      .then(() => prepared)
      .then((n) => backend().keepPhoto(check, target, n))
      .finally(room)
    this.before = kept.catch(() => {})
    return kept
  }
}
