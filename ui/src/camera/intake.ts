import { backend } from '../backend/backend'
import type { PhotoTarget } from '../backend/types/PhotoTarget'
import type { Receipt } from '../backend/types/Receipt'

/** Photos that the engine reads and shrinks at once, and how much of their bytes is held for that. */
const MANY = Math.min(4, Math.max(2, Math.floor((navigator.hardwareConcurrency || 2) / 2)))
const MOST_BYTES = 48 * 1024 * 1024

/** Gives back what was taken. */
type Room = () => void

/**
 * The way of photos into the engine. Several are made ready side by side, within a bound of memory;
 * each is recorded in its turn, so that they stand where they were taken. One that fails holds up no
 * other.
 */
export class Intake {
  private under = 0
  private bytes = 0
  private readonly waiting: { bytes: number; begin: () => void }[] = []
  private before: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly many = MANY,
    private readonly mostBytes = MOST_BYTES,
  ) {}

  /** Waits until there is room for a photo of so many bytes; first come, first served. */
  room(bytes: number): Promise<Room> {
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

  /** Takes a photo for which there is room. Those taken before it are recorded before it. */
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
  }
}

/** All photos go this way, whichever screen they come from. */
export const intake = new Intake()
