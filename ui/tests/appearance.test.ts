import { afterEach, describe, expect, it, vi } from 'vitest'
import MePage from '../src/me/MePage.vue'
import { useAppearance } from '../src/me/appearance'
import { effectScope, nextTick, reactive } from 'vue'
import type { Settings } from '../src/backend/types/Settings'
import { opener } from './fake/opened'

const open = opener([{ path: '/me', component: MePage }])
const html = document.documentElement
let scope: ReturnType<typeof effectScope> | undefined
afterEach(() => {
  scope?.stop()
  vi.unstubAllGlobals()
})

function looks(settings: Partial<Settings> | undefined, wishes: string[] = []) {
  vi.stubGlobal('matchMedia', (media: string) => ({
    matches: wishes.some((wish) => media.includes(wish)),
    addEventListener: () => {},
    removeEventListener: () => {},
  }))
  scope = effectScope()
  scope.run(() => useAppearance(() => settings as Settings | undefined))
  return [...html.classList].filter((name) => ['dark', 'contrast'].includes(name)).sort()
}

describe('the appearance', () => {
  it('follows the system where nothing is said', () => {
    expect(looks(undefined)).toEqual([])
    expect(looks(undefined, ['dark', 'contrast'])).toEqual(['contrast', 'dark'])
    expect(looks({ theme: 'light' }, ['dark'])).toEqual([])
  })
  it('has high contrast at a wish, in light and dark', async () => {
    const settings = reactive({ theme: 'light', high_contrast: true })
    expect(looks(settings)).toEqual(['contrast'])
    settings.theme = 'dark'
    await nextTick()
    expect([...html.classList].sort()).toEqual(['contrast', 'dark'])
    settings.high_contrast = false
    await nextTick()
    expect(html.classList.contains('contrast')).toBe(false)
  })
  it('is switched in the settings', async () => {
    const { at, tap, said } = await open('?', '/me')
    expect(at('high-contrast').attributes('aria-checked')).toBe('false')
    await tap('high-contrast')
    expect(said).toContainEqual({ do: 'change_setting', setting: { high_contrast: true } })
    expect(at('high-contrast').attributes('aria-checked')).toBe('true')
  })
})
