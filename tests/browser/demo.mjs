// The demo. Without a display it plays the journey in the real windows and leaves a picture of each
// step in target/demo; with one it opens the inspector's and the lead's window, enrolled already.
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Bridge } from './lib/bridge.mjs'
import { Central } from './lib/central.mjs'
import * as places from './lib/places.mjs'
import { painted } from './lib/photos.mjs'

const out = join(places.root, 'target', 'demo')
mkdirSync(out, { recursive: true })
painted()

if (process.env.DISPLAY) await windows()
else {
  const { play } = await import('./journey.mjs')
  process.env.TZ = 'Asia/Shanghai'
  process.exit((await play('webkit', join(out, 'steps'))) ? 0 : 1)
}

/** Everything in one folder of its own, and two windows until they are closed. */
async function windows() {
  const dir = join(out, `city-${Date.now()}`)
  mkdirSync(join(dir, 'logs'), { recursive: true })
  const central = Central.demo(join(dir, 'central'), join(dir, 'logs', 'central.log'))
  await central.start()
  const opened = []
  for (const [user, size] of [
    ['lin', '390x844+0+0'],
    ['chen', '1180x820+410+0'],
  ]) {
    const profile = join(dir, user)
    const bridge = new Bridge(profile, join(dir, 'logs', `${user}.log`))
    await bridge.start()
    const code = central.enrolmentCode(user)
    await bridge.execute({ do: 'enrol', address: central.address, code, label: '演示' })
    await bridge.end()
    const env = { ...process.env, TZ: 'Asia/Shanghai', MINGCHA_PROFILE: profile, MINGCHA_WINDOW: size }
    opened.push(spawn(places.app, [], { env, stdio: 'ignore' }))
  }
  console.log(`1 左边是检查人员林晓舟：点“到场开始”，照片在 ${join(out, 'photos')}  |  the inspector: open an order; photos are there`)
  console.log('2 同步页打开“保持离线”，照样填写、拍照、提交；再关掉，看它送达  |  keep offline, go on, then send')
  console.log('3 右边是组长陈立衡：待审里通过、改后通过或退回，看手机上的结果  |  the lead judges; the phone shows it')
  for (const { name, code } of central.sealed) {
    console.log(`4 密封任务 ${name} 的拆封码 ${code}，离线也能拆  |  opens the sealed order, offline as well`)
  }
  await Promise.all(opened.map((child) => new Promise((done) => child.once('exit', done))))
  await central.stop()
}
