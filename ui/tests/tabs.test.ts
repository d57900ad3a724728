import { expect, it } from 'vitest'
import { home, tabs } from '../src/parts/tabs'

it('gives everybody what their roles are for, and begins with what waits for them', () => {
  expect(tabs(['inspector'])).toEqual(['today', 'mine', 'sync', 'me'])
  expect(tabs([])).toEqual(['today', 'mine', 'sync', 'me'])
  expect(tabs(['lead'])).toEqual(['queue', 'team', 'figures', 'sync', 'me'])
  expect(tabs(['lead', 'inspector'])).toContain('today')
  expect(tabs(['coordinator'])).toEqual(['team', 'figures', 'today', 'mine', 'sync', 'me'])
  expect([['inspector'], ['lead'], ['coordinator']].map((roles) => home(roles as never))).toEqual([
    '/today',
    '/queue',
    '/team',
  ])
})
