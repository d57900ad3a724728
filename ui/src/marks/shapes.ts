import type { Mark } from '../backend/types/Mark'
import type { Point } from '../backend/types/Point'
import type { Span } from '../backend/types/Span'

/** Marks are kept in ten-thousandths of the picture; here they become places on one of a size. */
export type Shape =
  | { is: 'arrow'; from: Flat; to: Flat; head: Flat[] }
  | ({ is: 'box' } & Area)
  | ({ is: 'blur' } & Area)
  | { is: 'text'; at: Flat; text: string; size: number }
type Flat = [number, number]
interface Area {
  x: number
  y: number
  width: number
  height: number
}

export const most_marks = 40
export const most_characters = 60
const whole = 10_000

export function shapes(marks: Mark[], width: number, height: number): Shape[] {
  const to = (p: Point): Flat => [(p.x * width) / whole, (p.y * height) / whole]
  const size = Math.max(width, height) / 28
  return marks.map((mark): Shape => {
    if ('text' in mark) return { is: 'text', at: to(mark.text.at), text: mark.text.text, size }
    if ('arrow' in mark) return arrow(to(mark.arrow.from), to(mark.arrow.to), size)
    if ('box' in mark) return { is: 'box', ...area(to(mark.box.from), to(mark.box.to)) }
    return { is: 'blur', ...area(to(mark.blur.from), to(mark.blur.to)) }
  })
}

function area([ax, ay]: Flat, [bx, by]: Flat): Area {
  return {
    x: Math.min(ax, bx),
    y: Math.min(ay, by),
    width: Math.abs(ax - bx),
    height: Math.abs(ay - by),
  }
}

function arrow(from: Flat, to: Flat, size: number): Shape {
  const way = Math.atan2(to[1] - from[1], to[0] - from[0])
  const side = (by: number): Flat => [
    to[0] - size * Math.cos(way + by),
    to[1] - size * Math.sin(way + by),
  ]
  return { is: 'arrow', from, to, head: [side(0.5), to, side(-0.5)] }
}

/** A place on a picture of a size as it is kept; beyond the edge it is the edge. */
export function kept(x: number, y: number, width: number, height: number): Point {
  const share = (at: number, of: number) =>
    Math.min(whole, Math.max(0, Math.round((at / (of || 1)) * whole)))
  return { x: share(x, width), y: share(y, height) }
}

/** Too small to be meant: a tap where something should have been drawn. */
export function isNothing(span: Span): boolean {
  return Math.hypot(span.from.x - span.to.x, span.from.y - span.to.y) < 100
}
