import { showImagePreview } from 'vant'
import { backend } from '../backend/backend'
import type { PhotoRow } from '../backend/types/PhotoRow'
import { aside, putBack } from './focus'

/** Which file shows a photo large: a thumbnail does not. */
export function largest(p: PhotoRow | undefined): 'preview' | 'original' | null {
  if (!p || !p.has_preview) return null
  return p.preview_here ? 'preview' : p.original_here ? 'original' : null
}

/**
 * Photos over the whole screen; the preview where it is here, otherwise the original. Arrows turn
 * over, Esc closes. `shown` hears of each photo that was really there to be seen.
 */
export function look(
  ids: string[],
  start: number,
  photos: PhotoRow[],
  shown?: (id: string) => void,
): void {
  const row = new Map(photos.map((p) => [p.id, p]))
  const images = ids.map((id) => backend().photoUrl(id, largest(row.get(id)) ?? 'preview'))
  const before = document.activeElement
  let at = start
  let turns = 0

  function turned(to: number): void {
    at = to
    const id = ids[to]
    if (!id || !shown || !largest(row.get(id))) return
    const image = new Image()
    image.onload = () => at === to && shown(id)
    image.src = images[to]!
  }
  function pressed(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    // The viewer moves when its start is another one; after a swipe the same number may be meant
    // again, so it comes as a number and as text in turn.
    const to = by ? (at + by + ids.length) % ids.length : at
    if (by) preview?.open({ startPosition: turns++ % 2 ? to : String(to) })
    else if (event.key === 'Escape') preview?.close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  window.addEventListener('keydown', pressed, true)
  const preview = showImagePreview({
    images,
    startPosition: start,
    closeOnPopstate: true,
    overlayProps: aside,
    onChange: turned,
    onClose: () => {
      at = -1
      window.removeEventListener('keydown', pressed, true)
      putBack(before, document.querySelector<HTMLElement>('.van-image-preview') ?? undefined)
    },
  } as Parameters<typeof showImagePreview>[0]) as unknown as
    { open(options: { startPosition: number | string }): void; close(): void } | undefined
  turned(start)
}
