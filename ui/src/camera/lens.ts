import { onScopeDispose, ref, shallowRef } from 'vue'

/** Why there is no viewfinder: nobody may use it, there is none, or something else holds it. */
export type Without = 'denied' | 'none' | 'busy'

interface Photographs {
  takePhoto(settings?: object): Promise<Blob>
  getPhotoCapabilities(): Promise<{ imageWidth?: { max: number }; imageHeight?: { max: number } }>
}
type MakesPhotographs = new (track: MediaStreamTrack) => Photographs

/** A sensor that has not answered by then is read through the viewfinder instead. */
const sensor_ms = 4000

/** The camera at the back, open while the screen is: stopped when it is left or hidden. */
export function useLens() {
  const stream = shallowRef<MediaStream | null>(null)
  const without = ref<Without | null>(null)
  const starting = ref(false)
  const torch = ref<'none' | 'off' | 'on'>('none')
  let photographs: Photographs | null = null
  let settings: object | undefined
  let wanted = false
  let round = 0

  async function start(): Promise<void> {
    wanted = true
    if (stream.value || starting.value) return
    if (!navigator.mediaDevices?.getUserMedia) {
      without.value = 'none'
      return
    }
    const mine = ++round
    starting.value = true
    without.value = null
    try {
      const opened = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: {
          facingMode: { ideal: 'environment' },
          width: { ideal: 4096 },
          height: { ideal: 3072 },
        },
      })
      // Left or hidden while the person was being asked for permission.
      if (mine !== round || !wanted) return opened.getTracks().forEach((t) => t.stop())
      await prepare(opened)
    } catch (e) {
      if (mine === round) without.value = reason(e)
    } finally {
      if (mine === round) starting.value = false
    }
  }

  async function prepare(opened: MediaStream): Promise<void> {
    const [track] = opened.getVideoTracks()
    stream.value = opened
    const can = (track?.getCapabilities?.() ?? {}) as { torch?: boolean }
    torch.value = can.torch ? 'off' : 'none'
    // A call or another program took the camera.
    track?.addEventListener('ended', () => {
      if (stream.value !== opened) return
      close()
      without.value = 'busy'
    })
    photographs = null
    settings = undefined
    const Made = (window as { ImageCapture?: MakesPhotographs }).ImageCapture
    if (!Made || !track) return
    const made = new Made(track)
    const able = await made.getPhotoCapabilities().catch(() => null)
    if (stream.value !== opened) return
    const [wide, high] = [able?.imageWidth?.max ?? 0, able?.imageHeight?.max ?? 0]
    const { width = 0, height = 0 } = track.getSettings()
    // Some cameras photograph smaller than they film: then the viewfinder is the better picture.
    if (wide && wide * high < width * height) return
    if (wide && high) settings = { imageWidth: wide, imageHeight: high }
    photographs = made
  }

  function close(): void {
    round++
    starting.value = false
    stream.value?.getTracks().forEach((t) => t.stop())
    stream.value = null
    photographs = null
    torch.value = 'none'
  }

  function stop(): void {
    wanted = false
    close()
  }

  async function light(): Promise<void> {
    const [track] = stream.value?.getVideoTracks() ?? []
    const on = torch.value !== 'on'
    const asked = { advanced: [{ torch: on }] } as unknown as MediaTrackConstraints
    await track?.applyConstraints(asked).then(
      () => (torch.value = on ? 'on' : 'off'),
      () => (torch.value = 'none'),
    )
  }

  /** One photo: the sensor's own file where the browser gives it, else what the viewfinder shows. */
  async function shoot(video: HTMLVideoElement): Promise<File> {
    if (photographs) {
      const sensor = photographs.takePhoto(settings)
      try {
        return named(await inTime(sensor))
      } catch {
        // This sensor does not photograph: no second wait for it.
        photographs = null
      }
    }
    return named(await frame(video))
  }

  const seen = () => {
    if (document.visibilityState === 'hidden') close()
    else if (wanted && without.value !== 'denied') void start()
  }
  document.addEventListener('visibilitychange', seen)
  window.addEventListener('pagehide', close)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', seen)
    window.removeEventListener('pagehide', close)
    stop()
  })
  return { stream, without, starting, torch, start, stop, light, shoot }
}

function reason(e: unknown): Without {
  const name = e instanceof DOMException ? e.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'none'
}

function inTime<T>(answer: Promise<T>): Promise<T> {
  return new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error('the sensor does not answer')), sensor_ms)
    answer.then(done, fail).finally(() => clearTimeout(late))
  })
}

function frame(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext('2d')?.drawImage(video, 0, 0)
  return new Promise((done, fail) =>
    canvas.toBlob(
      (blob) => (blob ? done(blob) : fail(new Error('no picture'))),
      'image/jpeg',
      0.92,
    ),
  )
}

function named(blob: Blob): File {
  const now = new Date()
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
  const type = blob.type || 'image/jpeg'
  const name = `${day}-${time}-${now.getMilliseconds()}.${type === 'image/jpeg' ? 'jpg' : type.slice(6)}`
  return new File([blob], name, { type })
}
