/** Where the viewer stands, beside the pages, while photos are shown. */
let place: HTMLElement | undefined

/** Gives it its place, or takes it away. */
export function setPlace(now: HTMLElement | undefined): void {
  place = now
}

/** Behind the lock nothing is shown, and what was being drawn is still there afterwards. */
export function coverViewer(covered: boolean): void {
  if (place) place.hidden = covered
}
