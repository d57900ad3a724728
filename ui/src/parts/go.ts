import { useRouter } from 'vue-router'

/**
 * Where a link leads, for rows that pass by the thousand: a RouterLink looks its path up, and
 * follows the present one, for each of them.
 */
export function useGo(): {
  href: (path: string) => string
  go: (e: MouseEvent, path: string) => void
} {
  const router = useRouter()
  const href = (path: string) => `#${path}`
  function go(event: MouseEvent, path: string): void {
    const other = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
    if (event.defaultPrevented || event.button || other) return
    event.preventDefault()
    void router.push(path)
  }
  return { href, go }
}
