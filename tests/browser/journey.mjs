// The acceptance journey, the five minutes of the guide, or a lead's forty findings by keys:
// node journey.mjs --engine chromium|webkit [--play journey|five|forty] [--language zh|en] --out DIR
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { endBrowser } from './lib/chromium.mjs'
import * as places from './lib/places.mjs'
import { painted } from './lib/photos.mjs'
import { Report } from './lib/report.mjs'
import { World } from './lib/world.mjs'
import { steps as journey } from './steps/all.mjs'
import { steps as five } from './steps/five.mjs'
import { steps as forty } from './steps/forty.mjs'

// Days and times on screen are those of the demo city.
process.env.TZ = 'Asia/Shanghai'

const plays = { journey, five, forty }

export async function play(engine, out, { what = 'journey', language = 'zh' } = {}) {
  places.demand(places.central, places.bridge, join(places.pages, 'index.html'), places.chromium)
  painted()
  const report = new Report(out)
  const dir = mkdtempSync(join(tmpdir(), 'mingcha-journey-'))
  const began = Date.now()
  const real = engine === 'webkit' ? await (await import('./lib/webkit.mjs')).windows() : undefined
  const world = new World(dir, report, real, { bare: what === 'journey' })
  world.language = language
  await report.play(plays[what], world)
  await world.closeAll()
  await endBrowser()
  if (process.env.MINGCHA_KEEP) console.log(`kept: ${dir}`)
  else rmSync(dir, { recursive: true, force: true })
  console.log(`${engine}: ${((Date.now() - began) / 1000).toFixed(0)} s, pictures in ${out}`)
  return report.end()
}

if (import.meta.filename === process.argv[1]) {
  const { values } = parseArgs({
    options: {
      engine: { type: 'string', default: 'chromium' },
      play: { type: 'string', default: 'journey' },
      language: { type: 'string', default: 'zh' },
      out: { type: 'string', default: join(places.root, 'target', 'journey') },
    },
  })
  const how = { what: values.play, language: values.language }
  const well = await play(values.engine, resolve(values.out), how).catch((error) => {
    console.log(`✗ ${error.message}`)
    console.log('0 passed, 1 failed')
    return false
  })
  process.exit(well ? 0 : 1)
}
