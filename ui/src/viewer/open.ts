import { createApp } from 'vue'
import { putBack } from '../parts/focus'
import type { Looked } from './about'
import { setPlace } from './cover'
import PhotoViewer from './PhotoViewer.vue'

let open = false

/** Shows photos over the whole screen until the person closes them. */
export function openViewer(looked: Looked): void {
  if (open) return
  open = true
  const before = document.activeElement
  const place = document.createElement('div')
  setPlace(place)
  document.body.append(place)
  // The way back that every phone has closes the viewer, not the page behind it.
  window.history.pushState({ ...window.history.state, viewer: true }, '')
  const app = createApp(PhotoViewer, { ...looked, onClose: () => window.history.back() })
  function end(): void {
    window.removeEventListener('popstate', end, true)
    open = false
    app.unmount()
    place.remove()
    setPlace(undefined)
    putBack(before)
  }
  window.addEventListener('popstate', end, true)
  app.mount(place)
}
