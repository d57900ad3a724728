// Every program started here is ended by its process id, whatever happens to the script.
import { spawn, spawnSync } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'

const running = new Set()

/**
 * Starts a program in a group of its own, so that what it starts ends with it. With `ready`,
 * resolves when a line of its output matches.
 */
export async function start(command, args, { env = {}, log, ready, ms = 20_000 } = {}) {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  running.add(child)
  const said = []
  const gone = new Promise((done) => {
    child.once('error', (error) => (said.push(error.message), done(error)))
    child.once('exit', (code, signal) => done(signal ?? code))
  }).finally(() => running.delete(child))
  if (log) mkdirSync(dirname(log), { recursive: true })
  const file = log ? createWriteStream(log, { flags: 'a' }) : null
  let matched
  const first = new Promise((done) => {
    const take = (chunk) => {
      const text = chunk.toString()
      file?.write(text)
      said.push(text)
      if (said.length > 50) said.shift()
      const found = ready && said.join('').match(ready)
      if (found) done(found)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
  })
  const made = {
    pid: child.pid,
    gone,
    /** The hard way: nothing can be finished or written after it. */
    kill() {
      hit(child, 'SIGKILL')
      return gone
    },
    async end() {
      hit(child, 'SIGTERM')
      const late = setTimeout(() => hit(child, 'SIGKILL'), 3_000)
      await gone
      clearTimeout(late)
      file?.end()
    },
  }
  if (!ready) return made
  const late = new Promise((done) => (matched = setTimeout(() => done(null), ms)))
  const won = await Promise.race([first, gone.then(() => null), late])
  clearTimeout(matched)
  if (won) return { ...made, match: won }
  await made.kill()
  throw new Error(`${command} did not start: ${said.join('').trim().slice(-600)}`)
}

function hit(child, signal) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // It has just ended by itself.
  }
}

/** Runs a program to its end. */
export function run(command, args, { env = {} } = {}) {
  const done = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, RUST_BACKTRACE: '0', ...env },
    maxBuffer: 64 * 1024 * 1024,
  })
  return { ok: done.status === 0, out: done.stdout ?? '', err: done.stderr ?? String(done.error) }
}

export function demandRun(command, args) {
  const done = run(command, args)
  if (!done.ok) throw new Error(`${command} ${args[0]}: ${done.err.trim() || done.out.trim()}`)
  return done.out
}

/** A port that was free a moment ago. */
export function freePort() {
  return new Promise((done, failed) => {
    const server = createServer()
    server.once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
}

export function endAll() {
  for (const child of running) hit(child, 'SIGKILL')
}
process.on('exit', endAll)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130))
