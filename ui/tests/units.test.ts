import { expect, it } from 'vitest'
import { included, placed } from '../src/circular/units'
import { units } from './fake/lead'

it('places units below those they belong to', () => {
  const mixed = [...units].reverse()
  expect(placed(mixed).map((p) => `${p.depth} ${p.unit.id}`)).toEqual([
    '0 n1',
    '1 n4',
    '1 n2',
    '2 n3',
  ])
})
it('keeps a unit whose parent is not in the list', () => {
  expect(placed(units.slice(1)).map((p) => p.depth)).toEqual([0, 1, 0])
})
it('counts what lies below a chosen unit as meant', () => {
  expect(included(units, ['n1'], 'n3')).toBe(true)
  expect(included(units, ['n4'], 'n3')).toBe(false)
  expect(included(units, ['n3'], 'n3')).toBe(false)
})
