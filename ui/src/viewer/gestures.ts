import { onScopeDispose, type Ref } from 'vue'
import { enlarged, kept, whole, type Lies, type Size, type Spot } from './zoom'

/** A finger that moved less than this has tapped. */
const still_px = 10
const twice_ms = 300
/** So far a picture is pushed aside before the next one comes. */
const turn_px = 60

interface Around {
  /** What is moved. */
  moved: Ref<HTMLElement | undefined>
  stage: Ref<HTMLElement | undefined>
  fit: () => Size
  /** To the next picture, or the one before. */
  turn: (by: 1 | -1) => void
  /** Nothing is moved: something is being drawn. */
  off: () => boolean
}

/** Fingers, mouse and wheel on a picture. Only its transform changes, once for each frame. */
export function useGestures({ moved, stage, fit, turn, off }: Around) {
  let lies: Lies = { ...whole }
  let frame = 0
  const fingers = new Map<number, Spot>()
  let from: Spot | null = null
  let tapped = 0

  const size = (): Size => ({
    width: stage.value?.clientWidth ?? 0,
    height: stage.value?.clientHeight ?? 0,
  })
  function place(to: Lies): void {
    lies = kept(to, fit(), size())
    if (!frame) frame = requestAnimationFrame(draw)
  }
  function draw(): void {
    frame = 0
    if (!moved.value) return
    const { scale, x, y } = lies
    moved.value.style.transform = `translate3d(${x}px, ${y}px, 0) scale(${scale})`
  }
  function middle(event: { clientX: number; clientY: number }): Spot {
    const box = stage.value?.getBoundingClientRect()
    if (!box) return { x: 0, y: 0 }
    return {
      x: event.clientX - box.left - box.width / 2,
      y: event.clientY - box.top - box.height / 2,
    }
  }
  /** Where two fingers are, and how far apart. */
  function pair(): { at: Spot; apart: number } {
    const [a, b] = [...fingers.values()] as [Spot, Spot]
    const at = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
    return { at, apart: Math.hypot(a.x - b.x, a.y - b.y) || 1 }
  }

  function down(event: PointerEvent): void {
    if (off() || (event.pointerType === 'mouse' && event.button)) return
    stage.value?.setPointerCapture(event.pointerId)
    fingers.set(event.pointerId, middle(event))
    from = fingers.size === 1 ? middle(event) : null
  }
  function move(event: PointerEvent): void {
    const before = fingers.get(event.pointerId)
    if (!before || off()) return
    const now = middle(event)
    if (fingers.size === 2) {
      const was = pair()
      fingers.set(event.pointerId, now)
      const is = pair()
      const next = enlarged(lies, is.apart / was.apart, is.at)
      return place({ ...next, x: next.x + is.at.x - was.at.x, y: next.y + is.at.y - was.at.y })
    }
    fingers.set(event.pointerId, now)
    if (fingers.size === 1 && lies.scale > 1)
      place({ ...lies, x: lies.x + now.x - before.x, y: lies.y + now.y - before.y })
  }
  function up(event: PointerEvent): void {
    const began = from
    if (!fingers.delete(event.pointerId) || fingers.size) return
    from = null
    if (!began || off() || event.type === 'pointercancel') return
    const now = middle(event)
    const [across, along] = [now.x - began.x, now.y - began.y]
    if (Math.hypot(across, along) < still_px) return tap(now, event.timeStamp)
    if (lies.scale === 1 && Math.abs(across) > Math.max(turn_px, 1.5 * Math.abs(along)))
      turn(across < 0 ? 1 : -1)
  }
  function tap(at: Spot, when: number): void {
    if (when - tapped > twice_ms) {
      tapped = when
      return
    }
    tapped = 0
    place(lies.scale > 1 ? whole : enlarged(lies, 2.5, at))
  }
  function wheel(event: WheelEvent): void {
    if (off()) return
    place(enlarged(lies, Math.exp(-event.deltaY / 400), middle(event)))
  }

  onScopeDispose(() => cancelAnimationFrame(frame))
  return {
    down,
    move,
    up,
    wheel,
    reset: () => place(whole),
    /** From the middle, by a key. */
    by: (factor: number) => place(enlarged(lies, factor, { x: 0, y: 0 })),
  }
}
