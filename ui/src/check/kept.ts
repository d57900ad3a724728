import { ref, watch, type Ref } from 'vue'

/** Words that the engine does not keep yet: they outlive a closed sheet and a dead battery. */
export function useKept(name: string, check: string): Ref<string> {
  const key = `mingcha.${name}.${check}`
  const text = ref(read(key))
  watch(text, (now) => {
    try {
      if (now) localStorage.setItem(key, now)
      else localStorage.removeItem(key)
    } catch {
      // Then they live as long as the page.
    }
  })
  return text
}

function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}
