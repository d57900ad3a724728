import { onScopeDispose, ref, watchEffect } from 'vue'
import type { Settings } from '../backend/types/Settings'
import { words, type Language } from '../words'

/** Puts language, theme, contrast and text size onto the document. */
export function useAppearance(settings: () => Settings | undefined) {
  const systemDark = useSystem('(prefers-color-scheme: dark)')
  const systemContrast = useSystem('(prefers-contrast: more)')
  const theme = ref<'light' | 'dark'>('light')

  watchEffect(() => {
    const s = settings()
    const dark = s?.theme === 'dark' || (s?.theme !== 'light' && systemDark.value)
    theme.value = dark ? 'dark' : 'light'
    const html = document.documentElement
    html.classList.toggle('dark', dark)
    html.classList.toggle('contrast', s?.high_contrast || systemContrast.value)
    html.style.fontSize = `${s?.text_size ?? 100}%`
    const known = words.global.availableLocales as string[]
    const language = s && known.includes(s.language) ? s.language : 'zh'
    html.lang = language === 'zh' ? 'zh-CN' : language
    words.global.locale.value = language as Language
  })
  return theme
}

/** Whether the system wishes something now. */
function useSystem(what: string) {
  const query = window.matchMedia(what)
  const wishes = ref(query.matches)
  const changed = () => (wishes.value = query.matches)
  query.addEventListener('change', changed)
  onScopeDispose(() => query.removeEventListener('change', changed))
  return wishes
}
