// The app around a few pages, on the stand-in engine: for tests that play with a page.
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, vi } from 'vitest'
import { createMemoryHistory, createRouter, type RouteRecordRaw } from 'vue-router'
import App from '../../src/App.vue'
import { chooseBackend, type Backend } from '../../src/backend/backend'
import type { Command } from '../../src/backend/shapes'
import { words } from '../../src/words'
import { fake } from './backend'

/** Everything that is under way, the stand-in's delays included. */
export async function settle(ms = 200): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await flushPromises()
}

/** Opens `path` of an app with these pages; `change` makes the stand-in engine answer otherwise. */
export function opener(routes: RouteRecordRaw[], change?: (engine: Backend) => Partial<Backend>) {
  let shown: VueWrapper | undefined
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    shown?.unmount()
    document.body.innerHTML = ''
    vi.useRealTimers()
  })
  return async function open(search: string, path: string, who = 'inspector') {
    window.history.replaceState(null, '', search)
    const engine = fake(who)
    const said: Command[] = []
    const execute: Backend['execute'] = (command) => {
      said.push(command)
      return engine.execute(command)
    }
    chooseBackend({ ...engine, execute, ...change?.(engine) })
    const rest = { path: '/:rest(.*)', component: { template: '<p data-testid="inside" />' } }
    const router = createRouter({ history: createMemoryHistory(), routes: [...routes, rest] })
    await router.push(path)
    const app = mount(App, { attachTo: document.body, global: { plugins: [words, router] } })
    shown = app
    await settle()
    const at = (id: string) => app.find(`[data-testid="${id}"]`)
    const tell = async (id: string, event: string) => {
      await at(id).trigger(event)
      await settle()
    }
    return {
      app,
      router,
      /** What the engine was told to do. */
      said,
      at,
      has: (id: string) => at(id).exists(),
      tap: (id: string) => tell(id, 'click'),
      send: (id: string) => tell(id, 'submit'),
      type: async (id: string, text: string) => {
        await at(id).setValue(text)
        await settle()
      },
    }
  }
}
