// Everything the journey happens in: central, the people's devices, the photos.
import { join } from 'node:path'
import { Central } from './central.mjs'
import { ChromiumDevice } from './chromium.mjs'
import { phone, tablet } from './device.mjs'
import { Album } from './photos.mjs'

export class World {
  /** `real`, if given, makes the inspector's and the lead's devices. */
  constructor(dir, report, real, { bare = true } = {}) {
    const make = real ?? ((...how) => new ChromiumDevice(...how))
    this.dir = dir
    this.report = report
    this.central = Central.demo(join(dir, 'central'), join(dir, 'logs', 'central.log'), { bare })
    this.album = new Album()
    this.lin = make('lin', phone, dir)
    this.chen = make('chen', tablet, dir)
    this.zhou = new ChromiumDevice('zhou', phone, dir)
    /** The same lead's second device. */
    this.desk = new ChromiumDevice('chen-desk', tablet, dir)
    this.opened = new Set()
    this.check = null
    this.findings = {}
  }

  /** Answers that the story does not tell one by one. */
  answer(check, changes) {
    return this.lin.execute({ do: 'save_answers', check, changes })
  }

  get devices() {
    return [...this.opened]
  }

  async open(device) {
    await device.open()
    this.opened.add(device)
  }

  async close(device) {
    this.opened.delete(device)
    await device.close()
  }

  async closeAll() {
    for (const device of this.devices) await this.close(device).catch(() => {})
    await this.central.stop()
  }

  shot(device, detail) {
    return this.report.shot(device, detail)
  }
}
