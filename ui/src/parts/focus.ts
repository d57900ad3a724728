/** The shade behind a sheet closes it at a touch, but is nothing to stop at with the Tab key. */
export const aside: object = { role: 'presentation', tabindex: -1 }

const stops =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]'

/** Tab goes round inside. */
export function keepInside(event: KeyboardEvent, inside: HTMLElement | undefined): void {
  if (!inside) return
  const all = [...inside.querySelectorAll<HTMLElement>(stops)].filter((e) => e.offsetParent)
  const [first, last] = [all[0], all[all.length - 1]]
  const here = document.activeElement
  if (!first || !last) return event.preventDefault()
  if (event.shiftKey && (here === first || here === inside)) {
    event.preventDefault()
    last.focus()
  } else if (!event.shiftKey && here === last) {
    event.preventDefault()
    first.focus()
  }
}

/** Back to where the keyboard was; if that is gone, to what the page names with `data-focus`. */
export function putBack(before: Element | null, left?: HTMLElement): void {
  const here = document.activeElement
  if (here && here !== document.body && !left?.contains(here)) return
  const there =
    before instanceof HTMLElement && before.isConnected && before !== document.body
      ? before
      : document.querySelector<HTMLElement>('[data-focus]')
  there?.focus({ preventScroll: true })
}
