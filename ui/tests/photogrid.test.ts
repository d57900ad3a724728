import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { PhotoRow } from '../src/backend/types/PhotoRow'
import type { Topic } from '../src/backend/types/Topic'
import PhotosPage from '../src/check/PhotosPage.vue'
import { look } from '../src/parts/look'
import { opener, settle } from './fake/opened'

vi.mock('../src/parts/look', async (original) => ({
  ...(await original<object>()),
  look: vi.fn(),
}))

/** What some photos are, otherwise than the rest. */
let special: Record<string, Partial<PhotoRow>> = {}
let unsorted = (ids: string[]) => ids
const listeners = new Set<(topics: Topic[]) => void>()
async function changed(topic: Topic): Promise<void> {
  listeners.forEach((listener) => listener([topic]))
  await settle(1000)
}
const sheets: { ids: (string | null)[]; columns: number; pixels: number }[] = []
const open = opener([{ path: '/check/:check/photos', component: PhotosPage }], (engine) => ({
  query: (async (asked: { get: string }) => {
    const view = await engine.query(asked as never)
    const check = view as { photos?: PhotoRow[]; unsorted?: string[] }
    check.photos?.forEach((photo) => Object.assign(photo, special[photo.id]))
    if (check.unsorted) check.unsorted = unsorted(check.unsorted)
    return view
  }) as never,
  onChanged(listener) {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  sheetUrl(ids, columns, pixels) {
    sheets.push({ ids, columns, pixels })
    return `data:,${ids.map((id) => id ?? '').join('.')}`
  },
}))
beforeEach(() => {
  special = {}
  unsorted = (ids) => ids
  sheets.length = 0
  vi.mocked(look).mockClear()
  // Pages have no width here.
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(360)
})

async function opened(search = '?many=9') {
  const page = await open(search, '/check/c1/photos')
  const photos = () => page.app.findAll('[data-testid="sort-photo"]')
  const chosen = () => photos().filter((p) => p.attributes('aria-selected') === 'true')
  const key = async (name: string) => {
    await page.at('photo-grid').trigger('keydown', { key: name })
    await settle()
  }
  return {
    ...page,
    photos,
    chosen,
    key,
    active: () => page.at('photo-grid').attributes('aria-activedescendant'),
  }
}

describe('photos side by side', () => {
  it('ask for one picture, in which what has more to say leaves its place empty', async () => {
    // The second one's original is on another device.
    special = { p4: { thumbnail_here: false, preview_here: false } }
    const { app, photos } = await opened()
    expect(sheets.at(-1)).toEqual({
      ids: ['p1', null, 'p3', null, 'p5', 'p6', 'p7', 'p8', 'p9'],
      columns: 3,
      pixels: 120,
    })
    expect(app.findAll('img.sheet')).toHaveLength(1)
    const tiles = photos().filter((p) => p.find('[data-testid="photo"]').exists())
    expect(tiles.map((p) => p.attributes('data-id'))).toEqual(['p2', 'p4'])
  })
  it('never stand under the picture of others', async () => {
    special = { p4: { thumbnail_here: false, preview_here: false } }
    const { app } = await opened()
    const shown = () => app.find('img.sheet').element as HTMLImageElement
    const before = shown()
    expect(before.src).toMatch(/\.p3\.\.p5\./)
    // One more has come: what stands here is right, and stays until the next sheet is there.
    special = {}
    await changed('photo')
    expect(shown()).toBe(before)
    expect(before.src).toMatch(/\.p3\.p4\.p5\./)
    // Photos before it have found their place: these are others.
    unsorted = (ids) => ids.slice(3)
    await changed('check')
    expect(shown()).not.toBe(before)
    expect(shown().src).toMatch(/^data:,p4\./)
  })
  it('show themselves one by one where that picture cannot be had', async () => {
    const { app } = await opened()
    await app.find('img.sheet').trigger('error')
    expect(app.find('img.sheet').exists()).toBe(false)
    expect(app.findAll('[data-testid="photo"]')).toHaveLength(9)
  })
  it('are chosen by a tap, and shown large by a tap into the corner', async () => {
    const { photos, chosen } = await opened()
    const box = { right: 360, bottom: 120, width: 120 } as DOMRect
    vi.spyOn(photos()[2]!.element, 'getBoundingClientRect').mockReturnValue(box)
    await photos()[2]!.trigger('click', { clientX: 300, clientY: 60 })
    expect(chosen().map((p) => p.attributes('data-id'))).toEqual(['p3'])
    await photos()[2]!.trigger('click', { clientX: 320, clientY: 80 })
    expect(chosen()).toHaveLength(1)
    expect(vi.mocked(look).mock.calls.map(([ids, n]) => ids[n])).toEqual(['p3'])
  })
  it('have a corner that grows with them', async () => {
    const { photos, chosen } = await opened()
    const box = { right: 360, bottom: 360, width: 360 } as DOMRect
    vi.spyOn(photos()[0]!.element, 'getBoundingClientRect').mockReturnValue(box)
    await photos()[0]!.trigger('click', { clientX: 250, clientY: 250 })
    expect(chosen()).toHaveLength(0)
    expect(look).toHaveBeenCalledOnce()
  })
  it('are walked through with the keys', async () => {
    const { chosen, key, active } = await opened()
    await key('ArrowDown')
    await key('ArrowRight')
    await key(' ')
    expect(active()).toBe('photo-4')
    expect(chosen().map((p) => p.attributes('data-id'))).toEqual(['p5'])
    await key('Enter')
    expect(vi.mocked(look).mock.calls.map(([ids, n]) => ids[n])).toEqual(['p5'])
    await key('End')
    await key('ArrowDown')
    expect(active()).toBe('photo-8')
    await key('Home')
    await key('ArrowLeft')
    expect(active()).toBe('photo-0')
  })
  it('that are chosen are shown large together, in the order in which they stand', async () => {
    const { at, photos, tap } = await opened()
    expect(at('sort-look').attributes('disabled')).toBeDefined()
    await photos()[6]!.trigger('click')
    await photos()[1]!.trigger('click')
    await tap('sort-look')
    expect(vi.mocked(look).mock.calls[0]!.slice(0, 2)).toEqual([['p2', 'p7'], 0])
  })
})
