// A display that nobody looks at.
import { existsSync } from 'node:fs'
import { start } from './children.mjs'
import { until } from './until.mjs'

let shared

/** Starts Xvfb once, on a number that is free. Gives what DISPLAY has to be. */
export async function virtualDisplay() {
  shared ??= await begin()
  return shared
}

async function begin() {
  let number = 90
  while (existsSync(`/tmp/.X11-unix/X${number}`) || existsSync(`/tmp/.X${number}-lock`)) number++
  const name = `:${number}`
  const child = await start('Xvfb', [name, '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'])
  let ended = false
  void child.gone.then(() => (ended = true))
  await until('a virtual display', () => {
    if (ended) throw new Error('Xvfb has ended')
    return existsSync(`/tmp/.X11-unix/X${number}`)
  })
  return name
}
