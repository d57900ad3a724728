// Steps in order, one line each; what comes after a failed one cannot be played.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export class Report {
  constructor(out) {
    this.out = out
    rmSync(out, { recursive: true, force: true })
    mkdirSync(out, { recursive: true })
    this.passed = 0
    this.failed = 0
    this.shots = 0
    this.name = 'start'
  }

  /** `devices` gives those that have a page open, for the pictures. */
  async play(steps, world) {
    for (const [n, step] of steps.entries()) {
      const number = String(n + 1).padStart(2, '0')
      this.name = `${number}-${step.name.replaceAll('_', '-')}`
      const title = `${number} ${step.name.replaceAll('_', ' ')}`
      const began = Date.now()
      const seconds = () => `${((Date.now() - began) / 1000).toFixed(1)} s`
      try {
        const note = await step(world)
        const [fault] = world.devices.flatMap((device) => device.faults ?? [])
        if (fault) throw new Error(`the page itself: ${fault}`)
        this.passed++
        console.log(`✓ ${title} (${seconds()})${note ? ` · ${note}` : ''}`)
      } catch (error) {
        console.log(`✗ ${title} (${seconds()}): ${error.message || error.name}`)
        await this.wreck(world, error)
        const left = steps.length - n
        if (left > 1) console.log(`  ${left - 1} steps after it were not played`)
        this.failed += left
        return
      }
    }
  }

  /** A picture of what a device shows now, named after the step. */
  async shot(device, detail) {
    const file = join(this.out, `${this.name}-${device.who}${detail ? `-${detail}` : ''}.png`)
    await device.shot(file)
  }

  async wreck(world, error) {
    writeFileSync(join(this.out, `${this.name}-failed.txt`), `${error.stack}\n`)
    for (const device of world.devices) {
      const path = await device.path().catch(() => '?')
      const failure = (await device.count('failure').catch(() => 0))
        ? await device.text('failure').catch(() => '')
        : ''
      console.log(`  ${device.who} is at ${path}${failure && `, which says “${failure.trim()}”`}`)
      await device.shot(join(this.out, `${this.name}-failed-${device.who}.png`)).catch(() => {})
    }
  }

  end() {
    console.log(`${this.passed} passed, ${this.failed} failed`)
    return this.failed === 0 && this.passed > 0
  }
}
