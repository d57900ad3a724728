import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import type { SyncView } from '../src/backend/types/SyncView'
import OnlyHere from '../src/parts/OnlyHere.vue'

const said = (checks: number, photos: number, events: number, missing_files: number): string => {
  const sync = { only_here: { checks, photos, events }, missing_files } as SyncView
  const bar = mount(OnlyHere, { props: { sync } })
  return bar.findAll('span')[1]!.text()
}

it('says what is only on the device, and that nothing is only where it is so', () => {
  expect(said(2, 5, 9, 0)).toMatch(/2.*5/)
  expect(said(0, 5, 0, 1)).toMatch(/5/)
  expect(said(0, 0, 3, 0)).toMatch(/3.*勿卸载/)
  expect(said(0, 0, 0, 4)).toMatch(/4.*勿卸载/)
  expect(said(0, 0, 0, 0)).toBe('已记录的均已送达')
})
