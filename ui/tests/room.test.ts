import { describe, expect, it } from 'vitest'
import PhotosPage from '../src/check/PhotosPage.vue'
import SyncPage from '../src/sync/SyncPage.vue'
import TodayPage from '../src/today/TodayPage.vue'
import { opener } from './fake/opened'

const open = opener([
  { path: '/sync', component: SyncPage },
  { path: '/today', component: TodayPage },
  { path: '/check/:check/photos', component: PhotosPage },
])

describe('room on the device', () => {
  it('is made on one tap, of what central and its backup hold', async () => {
    const { at, has, tap, said } = await open('?', '/sync')
    expect(at('room-now').text()).toMatch(/41/)
    expect(at('room-waiting').text()).toMatch(/6/)
    expect(at('room-keep-while_room').attributes('aria-checked')).toBe('true')
    await tap('room-now')
    expect(said).toContainEqual({ do: 'make_room' })
    expect(has('room-now')).toBe(false)
  })
  it('is made by itself as the person wishes', async () => {
    const { at, tap, said } = await open('?', '/sync')
    await tap('room-keep-30')
    expect(said).toContainEqual({
      do: 'change_setting',
      setting: { keep_originals: { days: 30 } },
    })
    expect(at('room-keep-30').attributes('aria-checked')).toBe('true')
    await tap('room-keep-always')
    expect(said).toContainEqual({ do: 'change_setting', setting: { keep_originals: 'always' } })
  })
  it('is said to be short before a photo is lost to it, and only then', async () => {
    const enough = await open('?', '/today')
    expect(enough.has('room-low')).toBe(false)
  })
  it('is said to be short where photos are taken', async () => {
    const { at } = await open('?low', '/today')
    expect(at('room-low').text()).toMatch(/53/)
    expect(at('room-low').find('a').attributes('href')).toBe('/sync')
  })
})

describe('photos without a place', () => {
  it('are all there when they are few, and a screenful at first when they are two thousand', async () => {
    const few = await open('?many=9', '/check/c1/photos')
    expect(few.app.findAll('[data-testid="sort-photo"]')).toHaveLength(9)
    const many = await open('?many=2000', '/check/c1/photos')
    const drawn = many.app.findAll('[data-testid="sort-photo"]').length
    expect(drawn).toBeGreaterThan(8)
    expect(drawn).toBeLessThan(200)
  })
  it('are chosen one by one or all at once', async () => {
    const { app, tap } = await open('?many=9', '/check/c1/photos')
    const pressed = () => app.findAll('[data-testid="sort-photo"][aria-selected="true"]').length
    await app.findAll('[data-testid="sort-photo"]')[4]!.trigger('click')
    expect(pressed()).toBe(1)
    await tap('sort-select-all')
    expect(pressed()).toBe(9)
    await tap('sort-select-all')
    expect(pressed()).toBe(0)
  })
})
