/** How a picture lies in the window: enlarged so many times, its middle so far from the window's. */
export interface Lies {
  scale: number
  x: number
  y: number
}
export interface Size {
  width: number
  height: number
}
export interface Spot {
  x: number
  y: number
}

export const whole: Lies = { scale: 1, x: 0, y: 0 }
/** Beyond this a preview shows nothing more. */
export const most = 8

/** The largest size at which all of a picture fits into the window. */
export function fitted(picture: Size, window: Size): Size {
  if (!picture.width || !picture.height) return { width: 0, height: 0 }
  const by = Math.min(window.width / picture.width, window.height / picture.height)
  return { width: picture.width * by, height: picture.height * by }
}

/** The nearest allowed place: never smaller than whole, no edge drawn away from the window's. */
export function kept(lies: Lies, fit: Size, window: Size): Lies {
  const scale = Math.min(most, Math.max(1, lies.scale))
  const room = (picture: number, seen: number) => Math.max(0, (picture * scale - seen) / 2)
  const [across, down] = [room(fit.width, window.width), room(fit.height, window.height)]
  const within = (at: number, most: number) => Math.min(most, Math.max(-most, at))
  return { scale, x: within(lies.x, across), y: within(lies.y, down) }
}

/** Enlarged by `factor` around a spot, which stays where it is; counted from the window's middle. */
export function enlarged(lies: Lies, factor: number, spot: Spot): Lies {
  const scale = Math.min(most, Math.max(1, lies.scale * factor))
  const by = scale / lies.scale
  return { scale, x: spot.x - (spot.x - lies.x) * by, y: spot.y - (spot.y - lies.y) * by }
}
