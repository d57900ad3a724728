/**
 * The page as after a start of the app: nothing of whoever was in front stays in its memory, and
 * nothing that was on their screen can be asked of somebody else.
 */
export function anew(): void {
  location.replace('#/')
  location.reload()
}
