import type { PhotoRow } from '../backend/types/PhotoRow'
import { demo } from '../me/me'
import type { About } from '../viewer/about'

/** Which file shows a photo large: a thumbnail does not. */
export function largest(p: PhotoRow | undefined): 'preview' | 'original' | null {
  if (!p || !p.has_preview) return null
  return p.preview_here ? 'preview' : p.original_here ? 'original' : null
}

/**
 * Photos over the whole screen; the preview where it is here, otherwise the original. `shown` hears
 * of each photo that was really there to be seen.
 */
export function look(
  ids: string[],
  start: number,
  photos: PhotoRow[],
  shown?: (id: string) => void,
  about: About = {},
): void {
  void import('../viewer/open').then(({ openViewer }) =>
    openViewer({ ids, start, photos, about: { ...about, demo: demo.value }, shown }),
  )
}
