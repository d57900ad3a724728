import type { Position } from './types/Position'

/** Where the device is, if it says so soon: starting a check never waits for a receiver. */
export function position(within_ms = 1500): Promise<Position | null> {
  if (!('geolocation' in navigator)) return Promise.resolve(null)
  return new Promise((resolve) => {
    const give = (p: Position | null) => resolve(p)
    setTimeout(() => give(null), within_ms)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        give({
          accuracy_m: Math.round(coords.accuracy),
          lat_udeg: Math.round(coords.latitude * 1e6),
          lon_udeg: Math.round(coords.longitude * 1e6),
        }),
      () => give(null),
      { enableHighAccuracy: true, timeout: within_ms, maximumAge: 60_000 },
    )
  })
}
