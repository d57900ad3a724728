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
  it('are all there when they are few, and the nearest when they are two thousand', async () => {
    const few = await open('?many', '/check/c1/photos')
    expect(few.app.findAll('[data-testid="sort-photo"]')).toHaveLength(14)
  })
  it('two thousand of them leave room for all and draw a few', async () => {
    const { app, at } = await open('?many=2000', '/check/c1/photos')
    expect(app.findAll('[data-testid="sort-photo"]').length).toBeLessThan(200)
    expect(
      parseFloat((at('photo-grid').element as HTMLElement).style.paddingBottom),
    ).toBeGreaterThan(10_000)
  })
})
