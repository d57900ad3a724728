// Central as its own process, and its command line.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { demandRun, freePort, run, start } from './children.mjs'
import * as places from './places.mjs'
import { until } from './until.mjs'

export class Central {
  constructor(data, log) {
    this.data = data
    this.log = log
    this.port = null
    this.child = null
  }

  /** A fresh installation with the demo city; bare: without its three weeks of work. */
  static demo(data, log, { bare = false } = {}) {
    const said = demandRun(places.central, ['demo', '--data', data, ...(bare ? ['--bare'] : [])])
    const central = new Central(data, log)
    // Said once and kept nowhere else: name of a sealed order and its code.
    central.sealed = [...said.matchAll(/sealed order (\w+): ([\d-]+)/g)].map(([, name, code]) => ({ name, code }))
    return central
  }

  get address() {
    return `http://127.0.0.1:${this.port}`
  }

  /** Always at the same address: devices know no other. */
  async start() {
    this.port ??= await freePort()
    const listen = `127.0.0.1:${this.port}`
    const args = ['serve', '--data', this.data, '--listen', listen]
    this.child = await start(places.central, args, { log: this.log, ready: /listening on \S+/ })
  }

  async stop() {
    await this.child?.end()
    this.child = null
  }

  async kill() {
    const { child } = this
    this.child = null
    await child.kill()
  }

  enrolmentCode(user) {
    return demandRun(places.central, ['enrol', '--data', this.data, '--user', user, '--plain']).trim()
  }

  /** Figure → value, as central folds them. */
  figures(from, to) {
    const args = ['figures', '--data', this.data, '--from', from, '--to', to]
    const lines = demandRun(places.central, args).trim().split('\n')
    return lines.map((line) => JSON.parse(line))
  }

  /** Stream → hash of its state, as central folds it. */
  states() {
    return statesOf(demandRun(places.central, ['states', '--data', this.data]))
  }

  exportEvidence(check, out) {
    demandRun(places.central, ['export-evidence', '--data', this.data, '--check', check, '--out', out])
  }

  verify(file) {
    return run(places.central, ['verify', file])
  }

  /** SHA-256 of every photo file that is whole and verified. */
  wholeFiles() {
    const dir = join(this.data, 'photos')
    if (!existsSync(dir)) return new Set()
    return new Set(readdirSync(dir).flatMap((folder) => readdirSync(join(dir, folder))))
  }

  /** Files on the way, with the bytes that are here already. */
  partialFiles() {
    const dir = join(this.data, 'uploads')
    if (!existsSync(dir)) return []
    return readdirSync(dir).flatMap((name) => {
      const bytes = statSync(join(dir, name), { throwIfNoEntry: false })?.size
      return bytes ? [{ name, bytes }] : []
    })
  }

  /**
   * Killed while an original of some megabytes is half here. Returns what lay there at that moment.
   */
  async killMidUpload(ms = 60_000) {
    const half = (files) => files.find((f) => f.bytes > 128 * 1024)
    const seen = await until('an upload on its way', () => half(this.partialFiles()), { ms, every: 1 })
    await this.kill()
    return { seen, partial: this.partialFiles(), whole: this.wholeFiles() }
  }
}

/** Stream → hash, from one JSON object a line. */
export function statesOf(lines) {
  return new Map(lines.trim().split('\n').map((line) => JSON.parse(line)).map((s) => [s.stream, s.hash]))
}
