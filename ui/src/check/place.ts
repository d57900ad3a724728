/** Where a person was in a check: after a call or a dead battery they come back there. */
export interface Place {
  /** The item at the top of the screen, and how far it stood from the top, in pixels. */
  item: string
  offset: number
  closed: string[]
}

const key = (check: string) => `mingcha.place.${check}`

export function remember(check: string, place: Place): void {
  try {
    localStorage.setItem(key(check), JSON.stringify(place))
  } catch {
    // A full or forbidden store only costs the scroll position.
  }
}

export function remembered(check: string): Place | null {
  try {
    return JSON.parse(localStorage.getItem(key(check)) ?? 'null')
  } catch {
    return null
  }
}

export function forget(check: string): void {
  localStorage.removeItem(key(check))
}

/** The first item of which something is to be seen. */
export function topItem(body: HTMLElement): { item: string; offset: number } | null {
  const top = body.getBoundingClientRect().top
  for (const el of body.querySelectorAll<HTMLElement>('[data-item]')) {
    const box = el.getBoundingClientRect()
    if (box.bottom > top + 8) return { item: el.dataset.item ?? '', offset: box.top - top }
  }
  return null
}

export function goTo(body: HTMLElement, item: string, offset = 72): boolean {
  const el = body.querySelector<HTMLElement>(`[data-item="${CSS.escape(item)}"]`)
  if (!el) return false
  body.scrollTop += el.getBoundingClientRect().top - body.getBoundingClientRect().top - offset
  return true
}
