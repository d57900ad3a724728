import type { Mark } from '../backend/types/Mark'
import type { PhotoRow } from '../backend/types/PhotoRow'
import { shapes } from '../marks/shapes'
import type { About } from './about'

interface Words {
  t: (key: string, values?: Record<string, unknown>) => string
  dateTime: (ms: number) => string
}

/** What is said of a photo, in the viewer and on a copy with a watermark. */
export function lines(
  row: PhotoRow | undefined,
  about: About,
  number: number,
  { t, dateTime }: Words,
): string[] {
  if (!row) return []
  const seconds = (ms: number) => {
    const time = dateTime(ms)
    const s = String(new Date(ms).getSeconds()).padStart(2, '0')
    return /\d{2}:\d{2}$/.test(time) ? `${time}:${s}` : time
  }
  const { claimed, earliest, latest } = row.when
  const when =
    latest === null
      ? t('watermark.by_device', { at: seconds(claimed) })
      : earliest !== null && (claimed < earliest - 120_000 || claimed > latest + 120_000)
        ? t('watermark.wrong', { at: seconds(claimed), by: seconds(latest) })
        : t('watermark.confirmed', { at: seconds(claimed), by: seconds(latest) })
  const degrees = (udeg: number) => (udeg / 1_000_000).toFixed(5)
  const all = [
    about.demo ? t('app.demo') : '',
    when,
    about.site ?? '',
    row.position
      ? t('watermark.position', {
          lat: degrees(row.position.lat_udeg),
          lon: degrees(row.position.lon_udeg),
        })
      : '',
    [
      about.check ? t('watermark.check', { id: about.check.slice(0, 8) }) : '',
      t('photo.one', { n: number }),
      row.by?.name ?? '',
    ]
      .filter(Boolean)
      .join(' · '),
    t('watermark.hash', { hash: row.sha256.slice(0, 8) }),
  ]
  return all.filter(Boolean)
}

/** Breaks a line where it no longer fits; Chinese breaks anywhere, other words where they end. */
export function broken(line: string, fits: (text: string) => boolean): string[] {
  const rows: string[] = []
  let row = ''
  for (const part of line.match(
    /[\u3000-\u9fff\uff00-\uffef]|\s+|[^\s\u3000-\u9fff\uff00-\uffef]+/g,
  ) ?? []) {
    if (row && !fits(row + part)) {
      rows.push(row.trim())
      row = ''
    }
    row += row ? part : part.replace(/^\s+/, '')
  }
  return row.trim() ? [...rows, row.trim()] : rows
}

/** A copy of a picture with its marks and, below them, what is said of it. */
export function stamped(
  picture: HTMLImageElement,
  marks: Mark[],
  said: string[],
): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  const [width, height] = [picture.naturalWidth, picture.naturalHeight]
  canvas.width = width
  canvas.height = height
  const pen = canvas.getContext('2d')
  if (!pen) return canvas
  pen.drawImage(picture, 0, 0)
  draw(pen, marks, width, height)
  const size = Math.max(12, Math.round(Math.max(width, height) / 56))
  const edge = Math.round(size * 0.7)
  pen.font = `${size}px sans-serif`
  pen.textBaseline = 'top'
  const fits = (text: string) => pen.measureText(text).width <= width - 2 * edge
  const rows: string[] = []
  for (const line of said) rows.push(...broken(line, fits))
  const step = Math.round(size * 1.35)
  const top = height - rows.length * step - 2 * edge
  pen.fillStyle = 'rgba(0, 0, 0, 0.62)'
  pen.fillRect(0, top, width, height - top)
  pen.fillStyle = '#fff'
  rows.forEach((row, n) => pen.fillText(row, edge, top + edge + n * step))
  return canvas
}

function draw(pen: CanvasRenderingContext2D, marks: Mark[], width: number, height: number): void {
  const line = Math.max(width, height) / 160
  for (const s of shapes(marks, width, height)) {
    if (s.is === 'blur') {
      pen.fillStyle = '#777'
      pen.fillRect(s.x, s.y, s.width, s.height)
      continue
    }
    if (s.is === 'text') {
      pen.font = `700 ${s.size}px sans-serif`
      pen.textBaseline = 'alphabetic'
      pen.lineWidth = s.size / 5
      pen.strokeStyle = '#fff'
      pen.strokeText(s.text, ...s.at)
      pen.fillStyle = '#d4002a'
      pen.fillText(s.text, ...s.at)
      continue
    }
    pen.lineCap = pen.lineJoin = 'round'
    for (const [color, wide] of [
      ['#fff', line * 2.2],
      ['#d4002a', line],
    ] as const) {
      pen.strokeStyle = color
      pen.lineWidth = wide
      pen.beginPath()
      if (s.is === 'box') pen.rect(s.x, s.y, s.width, s.height)
      else {
        pen.moveTo(...s.from)
        pen.lineTo(...s.to)
        s.head.forEach((p, n) => (n ? pen.lineTo(...p) : pen.moveTo(...p)))
      }
      pen.stroke()
    }
  }
}
