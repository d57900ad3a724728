import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Command } from '../src/backend/shapes'
import EnrolPage from '../src/enrol/EnrolPage.vue'
import MePage from '../src/me/MePage.vue'
import { anew } from '../src/people/anew'
import PeoplePage from '../src/people/PeoplePage.vue'
import { showConfirmDialog } from 'vant'
import { shotsOf } from '../src/camera/shots'
import { opener, settle } from './fake/opened'

vi.mock('vant', async (real) => ({
  ...(await real<typeof import('vant')>()),
  showConfirmDialog: vi.fn(),
}))
vi.mock('../src/people/anew', () => ({ anew: vi.fn() }))

let said: Command[] = []
let fails = false
beforeEach(() => void vi.mocked(anew).mockClear())

const opened = opener(
  [
    { path: '/people', component: PeoplePage },
    { path: '/me', component: MePage },
    { path: '/enrol', component: EnrolPage },
  ],
  (engine) => ({
    query: (query) =>
      fails && query.get === 'start'
        ? Promise.reject({ code: 'key_damaged', message: '' })
        : engine.query(query),
  }),
)
async function open(search: string, path: string, who = 'inspector', failing = false) {
  fails = failing
  const page = await opened(search, path, who)
  said = page.said
  const person = (n: number) => page.app.find(`[data-testid="person"][data-number="${n}"]`)
  const tap = async (what: ReturnType<typeof person>) => {
    await what.trigger('click')
    await settle()
  }
  return { ...page, person, tap }
}

describe('the people of a device', () => {
  it('are listed with what can be known of them, and no more', async () => {
    const { person, has } = await open('?people', '/people')
    expect(person(1).text()).toMatch(/陈立.*市监督一组.*当前/)
    expect(person(1).element.tagName).toBe('DIV')
    expect(person(2).text()).toMatch(/王敏.*未送达 12 项/)
    expect(person(3).text()).toBe('人员 3已锁定')
    expect(person(4).text()).toBe('赵海涛已锁定')
    expect(person(5).text()).toBe('人员 5打不开')
    expect(has('people-no-lock')).toBe(true)
    expect(has('people-shows-name')).toBe(false)
  })
  it('are not changed past photos that only this page has, unless somebody gives them up', async () => {
    URL.createObjectURL ??= () => 'blob:x'
    const { person, tap } = await open('?people', '/people')
    const file = new File(['x'], 'a.jpg')
    shotsOf('c9').hold(file, 'unsorted', { code: 'disk_full', message: '' })
    const ask = vi.mocked(showConfirmDialog)
    ask.mockRejectedValueOnce('cancel')
    await tap(person(3))
    expect(ask.mock.lastCall?.[0].message).toContain('1 张照片')
    expect(anew).not.toHaveBeenCalled()
    ask.mockResolvedValueOnce('confirm' as never)
    await tap(person(3))
    expect(anew).toHaveBeenCalledOnce()
    for (const shot of shotsOf('c9').failed) shotsOf('c9').drop(shot)
  })
  it('are chosen by one tap, and the page begins anew', async () => {
    const { person, tap, at } = await open('?people', '/people')
    await tap(person(5))
    expect(at('failure').attributes('data-code')).toBe('key_damaged')
    expect(anew).not.toHaveBeenCalled()
    await tap(person(3))
    expect(said.at(-1)).toEqual({ do: 'choose_person', number: 3 })
    expect(anew).toHaveBeenCalledOnce()
  })
  it('become more from the page of settings', async () => {
    const { router, at, tap } = await open('?', '/me')
    await tap(at('people-link'))
    expect(router.currentRoute.value.path).toBe('/people')
    await tap(at('person-add'))
    expect(said.at(-1)).toEqual({ do: 'add_person' })
    expect(anew).toHaveBeenCalledOnce()
  })
  it('are there before the lock too, and whoever locked it goes back to it', async () => {
    const { has, at, tap, person, router } = await open('?locked&people', '/today')
    expect(has('unlock')).toBe(true)
    await tap(at('people-link'))
    expect(has('unlock')).toBe(false)
    expect(person(1).text()).toBe('人员 1当前已锁定')
    expect(person(1).text()).not.toMatch(/陈立|监督/)
    expect(has('people-shows-name')).toBe(false)
    await tap(person(1))
    expect(router.currentRoute.value.path).not.toBe('/people')
    expect(has('unlock')).toBe(true)
  })
  it('say themselves whether their names are shown', async () => {
    const { at, tap } = await open('?lock&people', '/people')
    expect(at('people-shows-name').attributes('aria-checked')).toBe('false')
    await tap(at('people-shows-name'))
    expect(said.at(-1)).toEqual({ do: 'show_name', shown: true })
    expect(at('people-shows-name').attributes('aria-checked')).toBe('true')
  })
  it('are not asked for on a device of one', async () => {
    const one = await open('?', '/enrol', 'new')
    expect(one.has('people-link')).toBe(false)
    one.app.unmount()
    const { at, tap, router, person } = await open('?people', '/enrol', 'new')
    await tap(at('people-link'))
    expect(router.currentRoute.value.path).toBe('/people')
    expect(person(1).attributes('data-is')).toBe('vacant')
    await tap(at('person-add'))
    expect(router.currentRoute.value.path).toBe('/enrol')
    expect(said).toEqual([])
  })
  it('are kept out by nobody whose store does not open', async () => {
    const { at, tap, person } = await open('?people', '/today', 'inspector', true)
    expect(at('failure').attributes('data-code')).toBe('key_damaged')
    await tap(at('people-link'))
    await tap(person(2))
    expect(anew).toHaveBeenCalledOnce()
  })
})
