// The engine without a window: the interface over HTTP on loopback.
import { freePort, start } from './children.mjs'
import * as places from './places.mjs'

export class Bridge {
  constructor(profile, log, more = []) {
    this.profile = profile
    this.log = log
    this.more = more
    this.port = null
    this.child = null
  }

  get address() {
    return `http://127.0.0.1:${this.port}`
  }

  async start() {
    this.port ??= await freePort()
    const args = ['--profile', this.profile, '--pages', places.pages, '--port', String(this.port), ...this.more]
    this.child = await start(places.bridge, args, { log: this.log, ready: /listening on \S+/ })
  }

  async kill() {
    await this.child?.kill()
    this.child = null
  }

  async end() {
    await this.child?.end()
    this.child = null
  }

  async ask(path, body) {
    const answer = await fetch(`${this.address}/bridge/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const said = await answer.json()
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(said)}`)
    return said
  }

  execute(command) {
    return this.ask('execute', command)
  }

  query(query) {
    return this.ask('query', query)
  }

  /** Puts a photo's bytes into a check; gives the photo's id. */
  async photo(check, target, body) {
    const query = new URLSearchParams({ check, target: JSON.stringify(target) })
    const answer = await fetch(`${this.address}/bridge/photo?${query}`, { method: 'POST', body })
    const said = await answer.json()
    if (!answer.ok) throw new Error(`photo: ${JSON.stringify(said)}`)
    return said.made
  }
}
