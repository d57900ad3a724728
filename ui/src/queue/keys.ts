import { onScopeDispose } from 'vue'

/** Single keys, as long as nobody is writing and nothing lies over the page. */
export function useKeys(keys: Record<string, () => void>): void {
  const pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
    const target = event.target as HTMLElement | null
    if (target && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return
    const over = [...document.querySelectorAll<HTMLElement>('.van-popup')]
    if (over.some((p) => p.offsetParent !== null || p.style.display !== 'none')) return
    const act = keys[event.key.toLowerCase()]
    if (!act) return
    event.preventDefault()
    act()
  }
  window.addEventListener('keydown', pressed)
  onScopeDispose(() => window.removeEventListener('keydown', pressed))
}
