import { onScopeDispose, ref, watchEffect } from 'vue'
import type { Settings } from '../backend/types/Settings'
import { words, type Language } from '../words'

/** Puts language, theme and text size onto the document. */
export function useAppearance(settings: () => Settings | undefined) {
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  const systemDark = ref(system.matches)
  const changed = () => (systemDark.value = system.matches)
  system.addEventListener('change', changed)
  onScopeDispose(() => system.removeEventListener('change', changed))
  const theme = ref<'light' | 'dark'>('light')

  watchEffect(() => {
    const s = settings()
    const dark = s?.theme === 'dark' || (s?.theme !== 'light' && systemDark.value)
    theme.value = dark ? 'dark' : 'light'
    const html = document.documentElement
    html.classList.toggle('dark', dark)
    html.style.fontSize = `${s?.text_size ?? 100}%`
    const known = words.global.availableLocales as string[]
    const language = s && known.includes(s.language) ? s.language : 'zh'
    html.lang = language === 'zh' ? 'zh-CN' : language
    words.global.locale.value = language as Language
  })
  return theme
}
