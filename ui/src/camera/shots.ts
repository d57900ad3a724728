import { onScopeDispose, reactive } from 'vue'
import { asError, type Failure } from '../backend/failure'
import type { PhotoTarget } from '../backend/types/PhotoTarget'
import type { Receipt } from '../backend/types/Receipt'
import { Line, type Rooms, rooms as everyones } from './intake'

export interface Shot {
  check: string
  n: number
  target: PhotoTarget
  name: string
  state: 'waiting' | 'saving' | 'kept' | 'failed'
  /** What was taken, until the engine has it. Never let go while it is nowhere else. */
  file: File | null
  /** The picture for the strip, as long as the file is held. */
  url: string
  /** The photo's id, once the engine has it. */
  id: string
  failure: Failure | null
}

/**
 * Photos of one check on their way into the engine, in the order they were taken. The queue belongs
 * to the check and not to a screen: whoever leaves the camera at once loses nothing.
 */
export class Shots {
  readonly all: Shot[] = reactive([])
  private asking = false
  private readonly line = new Line()
  private last = 0

  constructor(
    private readonly check: string,
    private readonly rooms: Rooms = everyones,
  ) {}

  get waiting(): Shot[] {
    return this.all.filter((s) => s.state === 'waiting' || s.state === 'saving')
  }
  get failed(): Shot[] {
    return this.all.filter((s) => s.state === 'failed')
  }
  get kept(): Shot[] {
    return this.all.filter((s) => s.state === 'kept')
  }

  add(file: File, target: PhotoTarget): void {
    this.note(file, target, { state: 'waiting', failure: null })
    void this.run()
  }

  /** One that somebody else tried to store, and could not: it is held like those of the camera. */
  hold(file: File, target: PhotoTarget, failure: Failure): Shot {
    return this.note(file, target, { state: 'failed', failure })
  }

  /** Once more. Where its place has gone meanwhile, the photo waits to be sorted instead. */
  retry(shot: Shot): void {
    if (shot.state !== 'failed') return
    if (shot.failure?.code === 'not_found' || shot.failure?.code === 'refused')
      shot.target = 'unsorted'
    shot.state = 'waiting'
    shot.failure = null
    void this.run()
  }

  /** Given up by a person. */
  drop(shot: Shot): void {
    const at = this.all.indexOf(shot)
    if (at < 0 || shot.state === 'saving' || shot.state === 'kept') return
    this.all.splice(at, 1)
    URL.revokeObjectURL(shot.url)
  }

  /** Those not begun yet are given up; what is being saved is finished. */
  cancel(): void {
    for (const shot of this.all.filter((s) => s.state === 'waiting')) this.drop(shot)
  }

  /** A new visit to the camera counts from nought; what is still on its way stays. */
  rest(): void {
    for (const shot of this.kept) this.all.splice(this.all.indexOf(shot), 1)
  }

  private note(file: File, target: PhotoTarget, how: Pick<Shot, 'state' | 'failure'>): Shot {
    this.last += 1
    const at = this.all.push({
      check: this.check,
      n: this.last,
      target,
      name: file.name,
      file,
      url: URL.createObjectURL(file),
      id: '',
      ...how,
    })
    // As it is watched, not as it was given.
    return this.all[at - 1]!
  }

  /** Begins as many as there is room for; which one is next is only said then. */
  private async run(): Promise<void> {
    if (this.asking) return
    this.asking = true
    for (;;) {
      const first = this.all.find((s) => s.state === 'waiting')
      if (!first?.file) break
      const room = await this.rooms.enter(first.file.size)
      // While it waited, the person may have given it up, or asked for an earlier one again.
      if (this.all.find((s) => s.state === 'waiting') === first)
        void this.save(first, this.line.take(room, this.check, first.target, first.file))
      else room()
    }
    this.asking = false
  }

  private async save(shot: Shot, kept: Promise<Receipt>): Promise<void> {
    shot.state = 'saving'
    try {
      shot.id = (await kept).made ?? ''
      shot.state = 'kept'
      shot.file = null
      URL.revokeObjectURL(shot.url)
      shot.url = ''
      listeners.forEach((hear) => hear(shot))
    } catch (e) {
      shot.failure = asError(e)
      shot.state = 'failed'
    }
  }
}

const listeners = new Set<(shot: Shot) => void>()
const made = new Map<string, Shots>()

export function shotsOf(check: string): Shots {
  let shots = made.get(check)
  if (!shots) made.set(check, (shots = new Shots(check)))
  return shots
}

/** Shots of all checks that the engine does not have. */
export function shotsHeld(): number {
  return [...made.values()].reduce(
    (sum, { waiting, failed }) => sum + waiting.length + failed.length,
    0,
  )
}

/** While the screen is shown, hears of each photo that the engine has taken in. */
export function useKept(hear: (shot: Shot) => void): void {
  listeners.add(hear)
  onScopeDispose(() => void listeners.delete(hear))
}
