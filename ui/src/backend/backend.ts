import type { Command, ViewOf } from './shapes'
import type { PhotoTarget } from './types/PhotoTarget'
import type { Query } from './types/Query'
import type { Receipt } from './types/Receipt'
import type { Topic } from './types/Topic'
import type { Variant } from './types/Variant'

/** The engine, as every screen sees it. Rejections are always a `types/Error`. */
export interface Backend {
  execute(command: Command): Promise<Receipt>
  query<Q extends Query>(query: Q): Promise<ViewOf<Q>>
  /** Hashes and shrinks a photo, beside others; gives the number under which it waits. */
  preparePhoto(check: string, file: File): Promise<number>
  /** Records a photo that waits, once. The receipt's `made` is its id. */
  keepPhoto(check: string, target: PhotoTarget, prepared: number): Promise<Receipt>
  /** Saves a check with everything that proves it; gives where. Asks central. */
  saveEvidence(check: string): Promise<string>
  /** The text of the QR code in a picture. */
  readQr(picture: Blob): Promise<string>
  /** Saves a JPEG that was made here, under such a name; gives where. */
  savePicture(name: string, jpeg: Blob): Promise<string>
  photoUrl(id: string, variant: Variant): string
  /** Thumbnails side by side in one picture, `columns` a line, each `pixels` square; `null` stays empty. */
  sheetUrl(ids: (string | null)[], columns: number, pixels: number): string
  /** Returns the function that stops listening. */
  onChanged(listener: (topics: Topic[]) => void): () => void
}

let chosen: Backend | undefined

/** Called once, before the first screen. */
export function chooseBackend(backend: Backend): void {
  chosen = backend
}

export function backend(): Backend {
  if (!chosen) throw new Error('no backend was chosen')
  return chosen
}
