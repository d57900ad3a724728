import { onScopeDispose, ref } from 'vue'

/** Further than this, in rem, and it is meant. */
const far_rem = 5.5

/**
 * A finger drawn sideways over an element. Up and down stay scrolling (`touch-action: pan-y`), a
 * mouse does nothing, and what was drawn is no tap.
 */
export function useSwipe(done: (to: 'left' | 'right') => void, may: () => boolean) {
  const by = ref(0)
  const moving = ref(false)
  let from: { x: number; y: number; id: number } | null = null
  let drawn = false
  let forget: ReturnType<typeof setTimeout> | undefined

  const far = () => far_rem * parseFloat(getComputedStyle(document.documentElement).fontSize)

  function down(event: PointerEvent): void {
    drawn = false
    if (event.pointerType !== 'touch' || !may()) return
    from = { x: event.clientX, y: event.clientY, id: event.pointerId }
  }
  function move(event: PointerEvent): void {
    if (!from || event.pointerId !== from.id) return
    const [x, y] = [event.clientX - from.x, event.clientY - from.y]
    if (!moving.value) {
      if (Math.abs(y) > 12 && Math.abs(y) > Math.abs(x)) return end()
      if (Math.abs(x) < 12) return
      moving.value = drawn = true
      ;(event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)
    }
    const limit = far() * 1.5
    by.value = Math.max(-limit, Math.min(limit, x))
  }
  function up(): void {
    const to = Math.abs(by.value) >= far() ? (by.value > 0 ? 'right' : 'left') : null
    const was = moving.value
    end()
    if (was && to) done(to)
    // The click that follows comes at once or not at all.
    forget = setTimeout(() => (drawn = false), 50)
  }
  function end(): void {
    from = null
    moving.value = false
    by.value = 0
  }
  function clicked(event: MouseEvent): void {
    if (!drawn) return
    drawn = false
    event.preventDefault()
    event.stopPropagation()
  }
  onScopeDispose(() => clearTimeout(forget))
  const meant = () => Math.abs(by.value) >= far()
  return {
    by,
    moving,
    meant,
    on: { pointerdown: down, pointermove: move, pointerup: up, pointercancel: end },
    clicked,
  }
}
