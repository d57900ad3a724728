import { onScopeDispose } from 'vue'

/** A popup that is on its way out no longer catches keys: the next finding is judged without a wait. */
function covered(): boolean {
  return [...document.querySelectorAll<HTMLElement>('.van-popup')].some(
    (p) => p.style.display !== 'none' && !/leave-active/.test(p.className),
  )
}

/** Single keys, as long as nobody is writing and nothing lies over the page. */
export function useKeys(keys: Record<string, () => void>): void {
  let eaten = ''
  const pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return
    const target = event.target as HTMLElement | null
    if (target?.closest('input, textarea, select')) return
    // The space bar belongs to whatever other control has the focus.
    if (event.key === ' ' && target?.closest('a, summary, button:not([data-row])')) return
    if (covered()) return
    const act = keys[event.key.toLowerCase()]
    if (!act) return
    event.preventDefault()
    eaten = event.key
    act()
  }
  // A focused button would be clicked when the space bar comes up.
  const released = (event: KeyboardEvent) => {
    if (event.key === eaten) event.preventDefault()
    eaten = ''
  }
  window.addEventListener('keydown', pressed)
  window.addEventListener('keyup', released)
  onScopeDispose(() => {
    window.removeEventListener('keydown', pressed)
    window.removeEventListener('keyup', released)
  })
}
