import { showImagePreview } from 'vant'
import { backend } from '../backend/backend'
import type { PhotoRow } from '../backend/types/PhotoRow'

/** Photos over the whole screen; the preview where it is here, otherwise the original. */
export function look(ids: string[], start: number, photos: PhotoRow[]): void {
  const row = new Map(photos.map((p) => [p.id, p]))
  const images = ids.map((id) => {
    const p = row.get(id)
    const variant = p && !p.preview_here && p.original_here ? 'original' : 'preview'
    return backend().photoUrl(id, variant)
  })
  showImagePreview({ images, startPosition: start, closeOnPopstate: true })
}
