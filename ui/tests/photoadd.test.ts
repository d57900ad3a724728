import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { chooseBackend, type Backend } from '../src/backend/backend'
import { shotsOf } from '../src/camera/shots'
import { photosAdding, photosHeld } from '../src/parts/adding'
import PhotoAdd from '../src/parts/PhotoAdd.vue'
import { words } from '../src/words'

/** Ends making a photo ready, by name. */
let preparing: Map<string, { ready: () => void; fails: (why: object) => void }>
let kept: string[]
let page: VueWrapper
const input = () => page.get<HTMLInputElement>('[data-testid="photo-input"]')
const by = (testid: string) => page.findAll(`[data-testid="${testid}"]`)
const under = (...names: string[]) => vi.waitFor(() => expect([...preparing.keys()]).toEqual(names))

beforeEach(() => {
  preparing = new Map()
  kept = []
  const names: string[] = []
  chooseBackend({
    preparePhoto: async (_check: string, { name }: File) => {
      const made = new Promise<void>((ready, fails) => preparing.set(name, { ready, fails }))
      await made.finally(() => preparing.delete(name))
      return names.push(name) - 1
    },
    keepPhoto: async (check: string, target: unknown, prepared: number) => {
      const name = names[prepared] ?? ''
      kept.push(`${check} ${String(target)} ${name}`)
      return { topics: [], made: `id-${name}` }
    },
  } as unknown as Backend)
  page = mount(PhotoAdd, {
    props: { check: 'c1', target: 'unsorted', text: '加照片' },
    global: { plugins: [words], stubs: { RouterLink: true } },
  })
})
afterEach(() => page.unmount())

async function pick(...names: string[]): Promise<void> {
  const files = names.map((name) => new File(['x'], name, { type: 'image/jpeg' }))
  Object.defineProperty(input().element, 'files', { value: files, configurable: true })
  input().element.dispatchEvent(new Event('change'))
  await nextTick()
}

it('keeps what was picked in its order, says how far it is, and takes no more meanwhile', async () => {
  await pick('a.jpg', 'b.jpg')
  await under('a.jpg', 'b.jpg')
  expect(input().element.disabled).toBe(true)
  expect(page.get('[role="status"]').text()).toMatch(/1.*2/)
  preparing.get('b.jpg')?.ready()
  await under('a.jpg')
  expect(kept).toEqual([])
  preparing.get('a.jpg')?.ready()
  await vi.waitFor(() => expect(input().element.disabled).toBe(false))
  expect(kept).toEqual(['c1 unsorted a.jpg', 'c1 unsorted b.jpg'])
  expect(page.emitted('added')).toEqual([['id-a.jpg'], ['id-b.jpg']])
  expect(by('photo-failed').length).toBe(0)
})

it('names a file that is no photo, and takes the others', async () => {
  await pick('a.jpg', 'b.txt', 'c.jpg')
  await under('a.jpg', 'b.txt')
  preparing.get('b.txt')?.fails({ code: 'photo_unreadable', message: 'no photo' })
  preparing.get('a.jpg')?.ready()
  await under('c.jpg')
  preparing.get('c.jpg')?.ready()
  await vi.waitFor(() => expect(input().element.disabled).toBe(false))
  expect(kept).toEqual(['c1 unsorted a.jpg', 'c1 unsorted c.jpg'])
  const failed = by('photo-failed')
  expect(failed.length).toBe(1)
  expect(failed[0]!.attributes('data-code')).toBe('photo_unreadable')
  expect(failed[0]!.text()).toContain('b.txt')
  await failed[0]!.get('button').trigger('click')
  expect(by('photo-failed').length).toBe(0)
})

it('keeps to the place for which photos were picked, wherever the screen goes', async () => {
  await pick('a.jpg')
  await under('a.jpg')
  await page.setProps({ check: 'c2' })
  preparing.get('a.jpg')?.ready()
  await vi.waitFor(() => expect(kept).toEqual(['c1 unsorted a.jpg']))
})

it('holds a photo that could not be stored once the page has gone, for another try', async () => {
  URL.createObjectURL ??= () => 'blob:x'
  URL.revokeObjectURL ??= () => undefined
  await page.setProps({ check: 'c3' })
  await pick('a.jpg', 'b.jpg')
  await under('a.jpg', 'b.jpg')
  expect(photosAdding('c3')).toBe(2)
  page.unmount()
  preparing.get('a.jpg')?.fails({ code: 'disk_full', message: '' })
  preparing.get('b.jpg')?.ready()
  await vi.waitFor(() => expect(photosAdding('c3')).toBe(0))
  expect(kept).toEqual(['c3 unsorted b.jpg'])
  const [held] = shotsOf('c3').failed
  expect(held).toMatchObject({ name: 'a.jpg', target: 'unsorted', failure: { code: 'disk_full' } })
  expect(photosHeld()).toBe(1)
  shotsOf('c3').retry(held!)
  expect(photosAdding('c3')).toBe(1)
  await under('a.jpg')
  preparing.get('a.jpg')?.ready()
  await vi.waitFor(() => expect(photosHeld()).toBe(0))
  expect(kept).toEqual(['c3 unsorted b.jpg', 'c3 unsorted a.jpg'])
})

it('holds a photo that could not be stored while the page is there, until it is or is given up', async () => {
  URL.createObjectURL ??= () => 'blob:x'
  URL.revokeObjectURL ??= () => undefined
  await page.setProps({ check: 'c4' })
  await pick('a.jpg', 'b.jpg')
  await under('a.jpg', 'b.jpg')
  preparing.get('a.jpg')?.fails({ code: 'disk_full', message: '' })
  preparing.get('b.jpg')?.fails({ code: 'locked', message: '' })
  await vi.waitFor(() => expect(by('shot-failed').length).toBe(2))
  expect(photosHeld()).toBe(2)
  // Another pick clears nothing.
  await pick('c.jpg')
  await under('c.jpg')
  preparing.get('c.jpg')?.ready()
  await vi.waitFor(() => expect(kept).toEqual(['c4 unsorted c.jpg']))
  expect(by('shot-failed').length).toBe(2)
  await by('shot-retry')[0]!.trigger('click')
  await under('a.jpg')
  preparing.get('a.jpg')?.ready()
  await vi.waitFor(() => expect(page.emitted('added')).toEqual([['id-c.jpg'], ['id-a.jpg']]))
  expect(by('shot-failed').length).toBe(1)
  await by('shot-drop')[0]!.trigger('click')
  expect(photosHeld()).toBe(0)
  expect(by('shot-failed').length).toBe(0)
})
