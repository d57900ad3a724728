// The painted photos that are uploaded as if they had been taken.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { demandRun } from './children.mjs'
import * as places from './places.mjs'

export function painted() {
  const here = existsSync(places.photos)
    ? readdirSync(places.photos).filter((f) => f.endsWith('.jpg')).length
    : 0
  if (here < 12) {
    places.demand(places.painter)
    demandRun(places.painter, [places.photos])
  }
}

/** Keeps count of what was uploaded, and of its bytes as they were at capture. */
export class Album {
  constructor() {
    this.taken = new Map()
  }

  take(name) {
    const path = join(places.photos, `${name}.jpg`)
    const hash = createHash('sha256').update(readFileSync(path)).digest('hex')
    this.taken.set(hash, name)
    return path
  }
}
