import { onScopeDispose, ref } from 'vue'

/** Room for two panes. */
export function useWide() {
  const query = window.matchMedia('(min-width: 900px)')
  const wide = ref(query.matches)
  const changed = () => (wide.value = query.matches)
  query.addEventListener('change', changed)
  onScopeDispose(() => query.removeEventListener('change', changed))
  return wide
}
