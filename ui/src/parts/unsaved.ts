import { onScopeDispose } from 'vue'

/** What could not be saved before its page was left, until the page is opened again. */
export class Unsaved<T> {
  private readonly left = new Map<string, T>()
  private readonly open = new Map<string, symbol>()

  /** The page of `id` is opened: gives what was left of it. */
  take(id: string): T | undefined {
    const [here, before] = [Symbol(id), this.left.get(id)]
    this.left.delete(id)
    this.open.set(id, here)
    onScopeDispose(() => {
      if (this.open.get(id) === here) this.open.delete(id)
    })
    return before
  }

  /** Nothing older comes over what is being written on a page that is open by now. */
  leave(id: string, what: T): void {
    if (!this.open.has(id)) this.left.set(id, what)
  }
}
