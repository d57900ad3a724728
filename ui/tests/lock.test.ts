import { beforeEach, describe, expect, it } from 'vitest'
import type { Command } from '../src/backend/shapes'
import { bare, count, grouped } from '../src/lock/digits'
import LockPage from '../src/lock/LockPage.vue'
import MePage from '../src/me/MePage.vue'
import { passphrase } from './fake/lock'
import { opener, settle } from './fake/opened'

const blank = { template: '<p data-testid="inside">永兴超市</p>' }
let said: Command[] = []
beforeEach(() => void (said = []))

const opened = opener([
  { path: '/check/:check', component: blank },
  { path: '/check/:check/camera', component: { template: '<p data-testid="camera" />' } },
  { path: '/me', component: MePage },
  { path: '/me/lock', component: LockPage },
  { path: '/today', component: blank },
])
async function open(search: string, path: string) {
  const page = await opened(search, path)
  said = page.said
  return page
}
const done = () => said.map((c) => c.do)

describe('digits', () => {
  it('are grouped while they are typed, and left alone when they are something else', () => {
    expect(grouped('12345678')).toBe('1234 5678')
    expect(grouped('1234 56-789')).toBe('1234 5678 9')
    expect(grouped('一二三')).toBe('一二三')
    expect(grouped('')).toBe('')
    expect(bare('1234 5678')).toBe('12345678')
    expect(bare('一 二')).toBe('一 二')
    expect(count('1234 5678-9，零')).toBe(10)
  })
})

describe('the unlock page', () => {
  it('stands before everything else, names nobody, and gives the same page back', async () => {
    const { app, router, has, at, type, send } = await open('?locked', '/check/c1')
    expect(has('unlock')).toBe(true)
    expect(has('inside')).toBe(false)
    expect(router.currentRoute.value.path).toBe('/check/c1')
    expect(app.text()).not.toMatch(/陈立|超市|演示|组/)
    expect(has('only-here')).toBe(false)
    expect(at('unlock-go').attributes()).toHaveProperty('disabled')
    await type('unlock-secret', passphrase)
    expect(at('unlock-go').attributes()).not.toHaveProperty('disabled')
    await send('unlock')
    expect(has('unlock')).toBe(false)
    expect(has('inside')).toBe(true)
  })
  it('keeps what was typed after a slip, says so, and waits after several', async () => {
    const { at, has, type, send } = await open('?locked', '/check/c1')
    await type('unlock-secret', passphrase.replace('4', '5'))
    for (let n = 1; n < 4; n++) await send('unlock')
    expect(at('failure').attributes('data-code')).toBe('secret_wrong')
    expect(at('unlock-secret-count').attributes('data-n')).toBe('24')
    expect(has('unlock-wait')).toBe(false)
    await send('unlock')
    expect(at('unlock').attributes('data-wrong')).toBe('4')
    expect(Number(at('unlock-wait').attributes('data-left'))).toBeGreaterThan(3)
    const tries = done().length
    await send('unlock')
    expect(done()).toHaveLength(tries)
    await settle(5_000)
    expect(has('unlock-wait')).toBe(false)
    await type('unlock-secret', passphrase)
    await send('unlock')
    expect(has('inside')).toBe(true)
  })
  it('counts a delay down to zero', async () => {
    const { at, has } = await open('?locked=wait', '/')
    expect(at('unlock-wait').text()).toBe('0:30')
    await settle(20_000)
    expect(Number(at('unlock-wait').attributes('data-left'))).toBeLessThanOrEqual(10)
    await settle(11_000)
    expect(has('unlock-wait')).toBe(false)
  })
  it('leaves the camera of the check that was on screen, for as long as the engine does', async () => {
    const { has, tap, router } = await open('?locked=camera', '/check/c1')
    expect(has('unlock-sending')).toBe(true)
    await tap('unlock-camera')
    expect(router.currentRoute.value.path).toBe('/check/c1/camera')
    expect(has('camera')).toBe(true)
    const without = await open('?locked', '/check/c1/camera')
    expect(without.has('camera')).toBe(false)
    expect(without.has('unlock-camera')).toBe(false)
  })
})

describe('the lock', () => {
  it('is suggested and not asked for', async () => {
    const { has, tap, router } = await open('?', '/me')
    expect(has('unlock')).toBe(false)
    expect(has('lock-suggest')).toBe(true)
    await tap('lock-link')
    expect(router.currentRoute.value.path).toBe('/me/lock')
  })
  it('is set by what was drawn, written down and typed back', async () => {
    const { app, at, has, tap, type, send } = await open('?', '/me/lock')
    await tap('lock-begin')
    await tap('lock-draw')
    expect(at('lock-drawn').text().replace(/\s/g, '')).toBe(passphrase.replace(/ /g, ''))
    await tap('lock-written')
    expect(app.text()).not.toContain(passphrase.slice(0, 4))
    await type('lock-typed', passphrase.replace('4', '9'))
    await send('lock-new')
    expect(at('failure').attributes('data-code')).toBe('secret_differs')
    expect(at('lock-page').attributes('data-is')).toBe('none')
    await type('lock-typed', passphrase)
    await send('lock-new')
    expect(at('lock-page').attributes('data-is')).toBe('open')
    expect(has('lock-new')).toBe(false)
    await tap('lock-after-10')
    expect(said).toContainEqual({ do: 'change_setting', setting: { lock_after: 10 } })
    await tap('lock-now')
    expect(has('unlock')).toBe(true)
  })
  it('is a PIN only where hardware binds one, typed twice alike', async () => {
    const { at, has, tap, type, send } = await open('?pin', '/me/lock')
    await tap('lock-begin')
    await type('lock-pin', '602214')
    await type('lock-pin-again', '602215')
    expect(at('lock-set').attributes()).toHaveProperty('disabled')
    await type('lock-pin-again', '602214')
    await send('lock-new')
    expect(said).toContainEqual({ do: 'set_lock', secret: '602214' })
    await tap('lock-now')
    expect(at('unlock-secret-count').text()).toContain('0')
    await type('unlock-secret', '602214')
    await send('unlock')
    expect(has('unlock')).toBe(false)
  })
  it('opens by finger or face once whoever knows the secret let it, and where the system can', async () => {
    const { at, has, tap, type, send } = await open('?lock&owner', '/me/lock')
    await tap('lock-owner-ask')
    await type('lock-owner-secret', passphrase.replace('4', '5'))
    await send('lock-owner-form')
    expect(at('failure').attributes('data-code')).toBe('secret_wrong')
    await type('lock-owner-secret', passphrase)
    await send('lock-owner-form')
    expect(at('lock-owner').attributes('data-on')).toBe('true')
    await tap('lock-now')
    await tap('unlock-owner')
    expect(said.some((c) => c.do === 'unlock_recognised' && !!c.why)).toBe(true)
    expect(has('unlock')).toBe(false)
    await tap('lock-owner-off')
    await tap('lock-now')
    expect(has('unlock-owner')).toBe(false)
  })
  it('is changed by whoever knows the present secret', async () => {
    const { at, has, tap, type, send } = await open('?lock', '/me/lock')
    expect(has('lock-owner'), 'a system that knows nobody').toBe(false)
    await tap('lock-change')
    await type('lock-old', passphrase.replace('4', '5'))
    await tap('lock-draw')
    await tap('lock-written')
    await type('lock-typed', passphrase)
    await send('lock-new')
    expect(at('failure').attributes('data-code')).toBe('secret_wrong')
    await type('lock-old', passphrase)
    await send('lock-new')
    expect(at('lock-page').attributes('data-is')).toBe('open')
    expect(done().filter((d) => d === 'change_lock')).toHaveLength(2)
  })
})

describe('use', () => {
  const uses = () => done().filter((d) => d === 'used').length
  it('is told at most every twenty seconds, and only while a lock could fall', async () => {
    const { app } = await open('?lock', '/me')
    for (let n = 0; n < 5; n++) await app.trigger('pointerdown')
    await app.trigger('keydown')
    expect(uses()).toBe(1)
    await settle(20_000)
    await app.trigger('keydown')
    expect(uses()).toBe(2)
    const without = await open('?', '/me')
    await without.app.trigger('pointerdown')
    expect(uses()).toBe(0)
  })
})
