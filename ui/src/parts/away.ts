import { onScopeDispose } from 'vue'

/** Calls `keep` whenever the page is hidden or about to go: the phone may never show it again. */
export function onAway(keep: () => void): void {
  const hidden = () => {
    if (document.visibilityState === 'hidden') keep()
  }
  document.addEventListener('visibilitychange', hidden)
  window.addEventListener('pagehide', keep)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', hidden)
    window.removeEventListener('pagehide', keep)
  })
}
