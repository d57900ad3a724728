import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { chooseBackend, type Backend } from '../src/backend/backend'
import type { Mark } from '../src/backend/types/Mark'
import { isNothing, kept as keptPoint, shapes } from '../src/marks/shapes'
import { counterpart } from '../src/viewer/about'
import PhotoViewer from '../src/viewer/PhotoViewer.vue'
import { coverViewer } from '../src/viewer/cover'
import { openViewer } from '../src/viewer/open'
import { broken, lines } from '../src/viewer/watermark'
import { enlarged, fitted, kept, most, whole } from '../src/viewer/zoom'
import { words } from '../src/words'
import { photo } from './fake/data'

const execute = vi.fn(async (_command: unknown) => ({ topics: [], not_done: [] }))
let shown: VueWrapper | undefined
beforeEach(() => {
  execute.mockClear()
  chooseBackend({
    execute,
    photoUrl: (id: string, variant: string) => `/photo/${id}/${variant}`,
    onChanged: () => () => undefined,
  } as unknown as Backend)
})
afterEach(() => {
  shown?.unmount()
  document.body.innerHTML = ''
})

async function opened(ids: string[], rest: object = {}) {
  const seen: string[] = []
  shown = mount(PhotoViewer, {
    attachTo: document.body,
    props: {
      ids,
      start: 0,
      photos: ids.map((id) => photo(id)),
      about: {},
      shown: (id: string) => seen.push(id),
      ...rest,
    },
    global: { plugins: [words] },
  })
  await nextTick()
  const viewer = document.querySelector<HTMLElement>('[data-testid="viewer"]')!
  const press = async (key: string, on: Element = viewer) => {
    on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    await nextTick()
  }
  const load = async () => {
    document
      .querySelector('[data-testid="viewer-photo"]')!
      .dispatchEvent(new Event('load', { bubbles: false }))
    await nextTick()
  }
  const tap = async (testid: string) => {
    document.querySelector<HTMLElement>(`[data-testid="${testid}"]`)!.click()
    await nextTick()
  }
  return { viewer, press, load, tap, seen }
}

it('fits a picture, enlarges it around a spot and never lets an edge come away', () => {
  const window = { width: 400, height: 300 }
  const fit = fitted({ width: 4000, height: 1000 }, window)
  expect(fit).toEqual({ width: 400, height: 100 })
  expect(fitted({ width: 0, height: 0 }, window)).toEqual({ width: 0, height: 0 })
  const near = enlarged(whole, 4, { x: 100, y: 0 })
  // What lay under the finger lies there still.
  expect((100 - near.x) / near.scale).toBeCloseTo(100)
  expect(kept(near, fit, window)).toEqual({ scale: 4, x: -300, y: 0 })
  expect(kept({ scale: 4, x: 9999, y: 9999 }, fit, window)).toEqual({ scale: 4, x: 600, y: 50 })
  expect(kept({ scale: 0.2, x: 50, y: 50 }, fit, window)).toEqual(whole)
  expect(enlarged(whole, 100, { x: 0, y: 0 }).scale).toBe(most)
})

it('pairs the states before and after by their order', () => {
  const about = { before: ['b1', 'b2'], after: ['a1'] }
  expect(counterpart('b1', about)).toEqual({ before: 'b1', after: 'a1' })
  expect(counterpart('b2', about)).toEqual({ before: 'b2', after: 'a1' })
  expect(counterpart('a1', about)).toEqual({ before: 'b1', after: 'a1' })
  expect(counterpart('x', about)).toBeNull()
  expect(counterpart('b1', { before: ['b1'] })).toBeNull()
})

it('turns over by keys, and a photo counts as seen only once it is there', async () => {
  const { viewer, press, load, seen } = await opened(['p1', 'p2'])
  expect(seen).toEqual([])
  await load()
  expect(seen).toEqual(['p1'])
  await press('ArrowLeft')
  expect(viewer.dataset.id).toBe('p1')
  await press('ArrowRight')
  expect(viewer.dataset.id).toBe('p2')
  expect(seen).toEqual(['p1'])
  await press('ArrowRight')
  expect(viewer.dataset.id).toBe('p2')
  await load()
  expect(seen).toEqual(['p1', 'p2'])
  await press('Escape')
  expect(shown!.emitted('close')).toHaveLength(1)
})

it('says that a photo is not here, and nobody has seen it', async () => {
  const away = { ...photo('p1'), preview_here: false, original_here: false }
  const { viewer, seen } = await opened(['p1'], { photos: [away] })
  expect(viewer.textContent).toContain(words.global.t('viewer.not_here'))
  expect(document.querySelector('[data-testid="viewer-photo"]')).toBeNull()
  expect(seen).toEqual([])
})

it('compares before and after by a divider that keys move', async () => {
  const about = { before: ['p1'], after: ['p2'] }
  const { tap, press, viewer } = await opened(['p1', 'p2'], { about })
  await tap('viewer-compare')
  const divider = document.querySelector('[data-testid="compare-divider"]')!
  expect(divider.getAttribute('aria-valuenow')).toBe('50')
  await press('ArrowRight', divider)
  expect(divider.getAttribute('aria-valuenow')).toBe('55')
  await press('Home', divider)
  expect(divider.getAttribute('aria-valuenow')).toBe('0')
  expect(viewer.dataset.id).toBe('p1')
  await press('Escape')
  expect(document.querySelector('[data-testid="compare"]')).toBeNull()
  expect(shown!.emitted('close')).toBeUndefined()
})

it('keeps marks in ten-thousandths of the picture, whatever its size on screen', () => {
  const marks: Mark[] = [
    { arrow: { from: { x: 0, y: 0 }, to: { x: 10_000, y: 5_000 } } },
    { box: { from: { x: 6_000, y: 8_000 }, to: { x: 2_000, y: 4_000 } } },
    { text: { at: { x: 5_000, y: 5_000 }, text: '冷柜' } },
    { blur: { from: { x: 0, y: 0 }, to: { x: 1_000, y: 1_000 } } },
  ]
  const [arrow, box, text, blur] = shapes(marks, 400, 200)
  expect(arrow).toMatchObject({ is: 'arrow', from: [0, 0], to: [400, 100] })
  expect(box).toEqual({ is: 'box', x: 80, y: 80, width: 160, height: 80 })
  expect(text).toMatchObject({ is: 'text', at: [200, 100], text: '冷柜' })
  expect(blur).toEqual({ is: 'blur', x: 0, y: 0, width: 40, height: 20 })
  expect(keptPoint(-5, 500, 400, 200)).toEqual({ x: 0, y: 10_000 })
  expect(keptPoint(100, 50, 400, 200)).toEqual({ x: 2_500, y: 2_500 })
  expect(isNothing({ from: { x: 5, y: 5 }, to: { x: 60, y: 60 } })).toBe(true)
  expect(isNothing({ from: { x: 0, y: 0 }, to: { x: 500, y: 0 } })).toBe(false)
})

it.each(['marks-done', 'viewer-close'])('saves what was drawn, whole, on %s', async (leave) => {
  const about = { check: 'c1', mayMark: true }
  const marks: Mark[] = [{ box: { from: { x: 0, y: 0 }, to: { x: 900, y: 900 } } }]
  const { tap, load } = await opened(['p1'], { about, photos: [{ ...photo('p1'), marks }] })
  await load()
  await tap('viewer-mark')
  await tap('marks-text')
  const surface = document.querySelector<HTMLElement>('[data-testid="marks-surface"]')!
  surface.getBoundingClientRect = () => ({ left: 0, top: 0, width: 100, height: 100 }) as DOMRect
  surface.dispatchEvent(new PointerEvent('pointerdown', { clientX: 50, clientY: 25 }))
  await nextTick()
  await nextTick()
  const field = document.querySelector<HTMLInputElement>('[data-testid="marks-words"]')!
  field.value = '温度计'
  field.dispatchEvent(new Event('input'))
  await tap(leave)
  if (leave === 'viewer-close') shown = void shown!.unmount()
  await nextTick()
  const made = { text: { at: { x: 5_000, y: 2_500 }, text: '温度计' } }
  expect(execute).toHaveBeenCalledWith({
    do: 'mark_photo',
    check: 'c1',
    photo: 'p1',
    marks: [...marks, made],
  })
})

it('says on a copy when, where and by whom, and how sure that is', () => {
  const t = (key: string, values: Record<string, unknown> = {}) =>
    `${key} ${Object.values(values).join(' ')}`.trim()
  const dateTime = () => '2026年3月16日 14:05'
  const said = (when: object, rest: object = {}) =>
    lines(
      { ...photo('p1'), when, ...rest } as ReturnType<typeof photo>,
      { site: '家和超市', check: 'abcdefghijk' },
      2,
      { t, dateTime } as never,
    )
  const alone = said({ claimed: 5_000, earliest: null, latest: null })
  expect(alone[0]).toBe('watermark.by_device 2026年3月16日 14:05:05')
  expect(alone[1]).toBe('家和超市')
  expect(alone[2]).toContain('watermark.check abcdefgh')
  const sure = said({ claimed: 5_000, earliest: 0, latest: 60_000 })
  expect(sure[0]).toContain('watermark.confirmed')
  const wrong = said({ claimed: 5_000, earliest: 900_000_000, latest: 900_100_000 })
  expect(wrong[0]).toContain('watermark.wrong')
  const here = { position: { lat_udeg: 30_246_026, lon_udeg: 120_210_792 } }
  expect(said({ claimed: 0, earliest: null, latest: null }, here)[2]).toBe(
    'watermark.position 30.24603 120.21079',
  )
  const shown = photo('p1') as Parameters<typeof lines>[0]
  expect(lines(shown, { demo: true }, 1, { t, dateTime } as never)[0]).toBe('app.demo')
  expect(lines(undefined, {}, 1, { t, dateTime } as never)).toEqual([])
})

it('breaks a long name where it no longer fits and loses nothing', () => {
  const name = '临澜区望江街道 Sunrise Market 二期地下一层进口冷链食品专柜'
  const rows = broken(name, (text) => [...text].length <= 10)
  expect(rows.every((row) => [...row].length <= 10)).toBe(true)
  expect(rows.join('').replace(/ /g, '')).toBe(name.replace(/ /g, ''))
})

it('is covered while the profile is locked, hears no key meanwhile, and is as it was afterwards', async () => {
  openViewer({ ids: ['p1', 'p2'], start: 0, photos: [photo('p1'), photo('p2')], about: {} })
  const viewer = () => document.querySelector<HTMLElement>('[data-testid="viewer"]')!
  const right = () =>
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', cancelable: true }))
  coverViewer(true)
  expect(viewer().closest('[hidden]')).not.toBeNull()
  right()
  await nextTick()
  coverViewer(false)
  expect(viewer().closest('[hidden]')).toBeNull()
  expect(viewer().dataset.id).toBe('p1')
  right()
  await nextTick()
  expect(viewer().dataset.id).toBe('p2')
  window.dispatchEvent(new PopStateEvent('popstate'))
  expect(viewer()).toBeNull()
})
