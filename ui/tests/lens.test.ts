import { effectScope } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useLens } from '../src/camera/lens'

let stopped: number
let lit: unknown[]
let give: () => Promise<MediaStream>
const track = (torch: boolean) => ({
  stop: () => stopped++,
  addEventListener: () => undefined,
  getCapabilities: () => ({ torch }),
  getSettings: () => ({ width: 1920, height: 1080 }),
  applyConstraints: (asked: unknown) => {
    lit.push(asked)
    return Promise.resolve()
  },
})
const stream = (torch = false) => {
  const one = track(torch)
  return { getTracks: () => [one], getVideoTracks: () => [one] } as unknown as MediaStream
}

beforeEach(() => {
  stopped = 0
  lit = []
  give = () => Promise.resolve(stream(true))
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: () => give() } })
})
afterEach(() => vi.unstubAllGlobals())

it('opens the camera, lights its torch, and closes it when the page is left', async () => {
  const scope = effectScope()
  const lens = scope.run(useLens)!
  await lens.start()
  expect(lens.stream.value).not.toBeNull()
  expect(lens.torch.value).toBe('off')
  await lens.light()
  expect(lens.torch.value).toBe('on')
  expect(lit).toEqual([{ advanced: [{ torch: true }] }])
  scope.stop()
  expect(stopped).toBe(1)
  expect(lens.stream.value).toBeNull()
})

it('says why there is no viewfinder', async () => {
  for (const [name, why] of [
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'none'],
    ['NotReadableError', 'busy'],
  ] as const) {
    give = () => Promise.reject(new DOMException('', name))
    const scope = effectScope()
    const lens = scope.run(useLens)!
    await lens.start()
    expect(lens.without.value).toBe(why)
    scope.stop()
  }
})

it('closes a camera that opens after the page was left', async () => {
  let open: (s: MediaStream) => void = () => undefined
  give = () => new Promise((done) => (open = done))
  const scope = effectScope()
  const lens = scope.run(useLens)!
  const started = lens.start()
  scope.stop()
  open(stream())
  await started
  expect(stopped).toBe(1)
  expect(lens.stream.value).toBeNull()
})

it('asks the sensor for its largest picture', async () => {
  const asked: unknown[] = []
  vi.stubGlobal(
    'ImageCapture',
    class {
      getPhotoCapabilities = () =>
        Promise.resolve({ imageWidth: { max: 4000 }, imageHeight: { max: 3000 } })
      takePhoto = (settings: unknown) => {
        asked.push(settings)
        return Promise.resolve(new Blob(['x'], { type: 'image/jpeg' }))
      }
    },
  )
  const scope = effectScope()
  const lens = scope.run(useLens)!
  await lens.start()
  const shot = await lens.shoot(document.createElement('video'))
  expect(asked).toEqual([{ imageWidth: 4000, imageHeight: 3000 }])
  expect(shot.name).toMatch(/^\d{8}-\d{6}-\d+\.jpg$/)
  scope.stop()
})
