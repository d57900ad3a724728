import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** Whether at least half of an element is inside the window; asked only while `wanted`. */
export function useOnScreen(element: Ref<HTMLElement | undefined>, wanted: () => boolean) {
  const onScreen = ref(false)
  let watcher: IntersectionObserver | undefined
  watch(
    [element, wanted],
    ([now, want]) => {
      watcher?.disconnect()
      onScreen.value = false
      if (!now || !want) return
      watcher = new IntersectionObserver(
        (entries) => (onScreen.value = entries[entries.length - 1]!.isIntersecting),
        { threshold: 0.5 },
      )
      watcher.observe(now)
    },
    { flush: 'post', immediate: true },
  )
  onScopeDispose(() => watcher?.disconnect())
  return onScreen
}
