import { createApp } from 'vue'
import { putBack } from '../parts/focus'
import type { Looked } from './about'
import PhotoViewer from './PhotoViewer.vue'

let open = false
let place: HTMLElement | undefined

/** Behind the lock nothing is shown, and what was being drawn is still there afterwards. */
export function coverViewer(covered: boolean): void {
  if (place) place.hidden = covered
}

/** Shows photos over the whole screen until the person closes them. */
export function openViewer(looked: Looked): void {
  if (open) return
  open = true
  const before = document.activeElement
  const inside = document.createElement('div')
  place = inside
  document.body.append(inside)
  // The way back that every phone has closes the viewer, not the page behind it.
  window.history.pushState({ ...window.history.state, viewer: true }, '')
  const app = createApp(PhotoViewer, { ...looked, onClose: () => window.history.back() })
  function end(): void {
    window.removeEventListener('popstate', end, true)
    open = false
    app.unmount()
    inside.remove()
    place = undefined
    putBack(before)
  }
  window.addEventListener('popstate', end, true)
  app.mount(inside)
}
