import { beforeEach, describe, expect, it } from 'vitest'
import type { Backend } from '../src/backend/backend'
import type { Command } from '../src/backend/shapes'
import { newContent } from '../src/check/content'
import type { CheckView } from '../src/backend/types/CheckView'
import FindingPage from '../src/finding/FindingPage.vue'
import { opener, settle } from './fake/opened'

const content = { ...newContent({ site: {} } as CheckView, {}), text: '' }
let engine: Backend
let full = false
const said: Command[] = []
const opened = opener([{ path: '/finding/:finding', component: FindingPage }], (made) => {
  engine = made
  full = false
  return {
    execute: (command) => {
      said.push(command)
      return full && command.do === 'save_finding_draft'
        ? Promise.reject({ code: 'disk_full', message: '' })
        : made.execute(command)
    },
  }
})
beforeEach(() => said.splice(0))

/** A finding that was begun, its page open. */
async function begun(part: object = {}) {
  const page = await opened('', '/today')
  const words = { ...content, ...part }
  const command = { do: 'save_finding_draft', check: 'c1', finding: null, content: words } as const
  const receipt = engine.execute(command)
  await settle()
  const { made } = await receipt
  await page.router.push(`/finding/${made}`)
  await settle()
  expect(page.has('finding-page')).toBe(true)
  const dropped = async () => {
    await page.router.push('/today')
    await settle(1_000)
    return said.some((command) => command.do === 'drop_finding_draft')
  }
  return { ...page, made, dropped }
}

describe('a new finding that is left', () => {
  it('is dropped if it was opened by mistake', async () => {
    const { dropped } = await begun()
    expect(await dropped()).toBe(true)
  })
  it.each([{ explanation: '店长称当天刚到货' }, { text: '后门敞开' }, { photos: ['p1'] }])(
    'stays with what was written before: %o',
    async (part) => {
      const { dropped } = await begun(part)
      expect(await dropped()).toBe(false)
    },
  )
  it('stays once anything was touched, and words that were typed go to the engine', async () => {
    const { type, dropped } = await begun()
    await type('finding-explanation', '店长称当天刚到货')
    expect(await dropped()).toBe(false)
    const saved = said.filter((command) => command.do === 'save_finding_draft').pop()
    expect(saved).toMatchObject({
      keep_photos: true,
      content: { explanation: '店长称当天刚到货', text: '' },
    })
  })
  it('stays after its words were taken out to be written anew', async () => {
    const { type, dropped } = await begun({ text: '后门敞开' })
    await type('finding-text', '')
    expect(await dropped()).toBe(false)
  })
  it('holds words that could not be saved, and saves them when it is opened again', async () => {
    const { type, router, made, at } = await begun({ text: '后门敞开' })
    full = true
    await type('finding-text', '后门敞开，无人看守')
    await settle(1_000)
    expect(at('failure').attributes('data-code')).toBe('disk_full')
    await router.push('/today')
    await settle(1_000)
    full = false
    await router.push(`/finding/${made}`)
    await settle(1_000)
    const saved = said.filter((command) => command.do === 'save_finding_draft').pop()
    expect(saved).toMatchObject({ finding: made, content: { text: '后门敞开，无人看守' } })
    expect((at('finding-text').element as HTMLTextAreaElement).value).toBe('后门敞开，无人看守')
  })
})
